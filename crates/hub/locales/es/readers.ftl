### Noticias por correo; eventos que hacen los miembros.

by-mail-title = Noticias por correo
by-mail-lead = Una vez por semana, lo nuevo de aquí: noticias, lo que funcionó, eventos. Si no hay nada nuevo, no hay correo.
by-mail-hint = Lo usamos solo para este correo. Cada correo trae un enlace para dejar de recibirlo.
by-mail-go = Enviarme las noticias
by-mail-sent = Le escribimos. Presione el botón en la página del enlace y recibirá el próximo correo.
by-mail-feeds = Sin dar su correo: suscríbase con un lector de noticias.
by-mail-confirm = Presione el botón y recibirá nuestras noticias una vez por semana.
by-mail-confirm-go = Sí, envíenme las noticias
by-mail-in = Usted recibe nuestras noticias
by-mail-in-text = Una vez por semana, cuando hay algo nuevo.
by-mail-stop = Dejar de recibirlas
by-mail-out = Usted no recibe noticias nuestras
by-mail-out-text = Su correo no está en nuestra lista.
digest-new = Lo nuevo de esta semana
mail-reader-subject = Confirme: noticias del movimiento Blue Button
mail-reader-body =
    Hola:

    Usted pidió las noticias del movimiento Blue Button, una vez por semana. Abra esta página y presione el botón:

    { $link }

    Si no las pidió, no haga nada: no le escribiremos más.
mail-digest-subject = Noticias del movimiento Blue Button
mail-digest-body =
    { $news }

    Dejar de recibir este correo: { $link }

event-elsewhere = { $times }
event-host = Organiza
event-host-sees = { $organization } ve su nombre, no su correo electrónico.
event-off = Cancelado.
event-off-text = Este evento no se realizará. Ya se avisó a quienes tenían un lugar.
host-title = Nuestros eventos
host-lead = Invite a otros a un seminario web, una reunión o una conversación pública. Cuente después qué resultó.
host-none = Todavía no han hecho ningún evento.
host-new = Crear un evento
host-waits = Gracias. Aparecerá cuando alguien lo haya revisado.
host-called-off = Queda cancelado. Ya se avisó a quienes tenían un lugar o lo esperaban.
host-standing-waiting = Espera revisión
host-standing-shown = A la vista
host-standing-hidden = No se muestra
host-standing-off = Cancelado
host-came-count = { $count ->
    [0] Nadie quedó anotado como presente
    [one] Participó 1 persona
   *[other] Participaron { $count } personas
}
host-guests = { $count ->
    [one] 1 persona inscrita
   *[other] { $count } personas inscritas
}
host-after = Después
host-who-came = ¿Quiénes participaron?
host-no-guests = Nadie tenía un lugar.
host-forgotten = Los nombres y los correos se borran 30 días después del evento. Queda cuántos participaron.
host-afterwards = Grabación, diapositivas, notas
host-afterwards-hint = Una por línea: una dirección web o una frase.
agreed-title = Lo que se acordó
agreed-hint = Qué, quién lo hace y para cuándo. Vuelva más tarde y diga si se hizo: todos pueden verlo.
agreed-number = Punto { $number }
agreed-what = ¿Qué se acordó?
agreed-who = ¿Quién lo hace?
agreed-note = Qué pasó con ello
agreed-open = Pendiente
agreed-done = Hecho
agreed-dropped = No se hizo
agreed-by = para { $month }
host-change = Cambiarlo
host-kind = ¿Qué es?
host-kind-event = Seminario web o reunión
host-kind-discussion = Conversación pública
host-title-en = Título en inglés
host-title-es = Título en español
host-either = En inglés, en español o en ambos.
host-title-needed = Escriba un título.
host-about-en = De qué se trata, en inglés
host-about-es = De qué se trata, en español
host-about-hint = Unas frases: para quién es, quién habla, qué se lleva la gente.
host-about-needed = Escriba de qué se trata.
host-place = Lugar
host-place-hint = Calle y ciudad. Déjelo vacío si es solo por internet.
host-place-needed = Escriba dónde se reúnen, o el enlace.
host-link = Enlace para participar
host-link-hint = Lo ven solo quienes tienen un lugar.
host-link-wrong = Escriba un enlace que empiece con https://
host-day = Día
host-day-wrong = Elija un día y una hora.
host-day-past = Elija un día que todavía no haya pasado, dentro de los próximos dos años.
host-time = Empieza a las
host-minutes = Minutos
host-minutes-wrong = Escriba cuántos minutos dura, de 15 a 1,440.
host-zone = Zona horaria
host-seats = Lugares
host-seats-wrong = Escriba un número de lugares de 1 a 10,000.
host-save = Guardar
host-looked-at = Las personas que administran este sitio revisan los textos antes de que alguien los vea, y otra vez si los cambia. Si solo cambia el número de lugares, el evento sigue a la vista.
host-off = Cancelarlo
host-off-text = Se escribe a quienes tienen un lugar o lo esperan. No se puede deshacer.
host-off-go = Cancelarlo y avisar
zone-eastern = Este (Nueva York)
zone-central = Centro (Chicago)
zone-mountain = Montaña (Denver)
zone-arizona = Arizona (Phoenix)
zone-pacific = Pacífico (Los Ángeles)
zone-alaska = Alaska (Anchorage)
zone-hawaii = Hawái (Honolulu)
zone-puerto-rico = Puerto Rico (San Juan)
mail-moved-subject = Algo cambió: { $event }
mail-moved-body =
    Hola:

    Cambió el día, la hora o el lugar de «{ $event }». Ahora es el { $when }:

    { $place }

    Su lugar sigue siendo suyo. Si no puede ir, devuélvalo con el enlace de nuestro primer correo.
mail-off-subject = Cancelado: { $event }
mail-off-body =
    Hola:

    «{ $event }» ({ $when }) no se realiza. Lo sentimos.
