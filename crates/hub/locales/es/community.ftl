### Eventos, publicaciones, conversaciones.

community-lead = Aquí se encuentran los miembros y el público: seminarios web, lo que funcionó, preguntas abiertas.
events-title = Eventos
events-coming = Próximos
events-past = Anteriores
events-none = No hay nada previsto. Suscríbase al calendario y verá el próximo.
events-subscribe = Suscribirse al calendario
event-web = Por internet
event-left = Quedan { $left } de { $seats } lugares
event-full = Todos los lugares están ocupados. Todavía puede pedir un lugar en la lista de espera.
event-full-short = No quedan lugares.
event-recorded = con notas o grabación
event-afterwards = Después
event-afterwards-none = Todavía no se ha agregado nada.
event-calendar = Agregarlo a mi calendario
event-register = Participar
event-go = Inscribirse
guest-name-needed = Escriba su nombre.
guest-email-hint = Solo le escribimos sobre este evento.
guest-asked = Le escribimos. Abra el enlace del correo y tendrá un lugar, o un puesto en la lista de espera.
guest-in = Usted tiene un lugar
guest-link = Entrar a la reunión
guest-waiting = Usted está en la lista de espera. Le escribiremos cuando haya un lugar libre.
guest-out = Usted no participa.
guest-come = Voy a participar
guest-give-back = No puedo: den mi lugar a otra persona
guest-not-waiting = Quítenme de la lista de espera
mail-guest-subject = Confirme: { $event }
mail-guest-body =
    Hola:

    Usted quiere participar en «{ $event }» ({ $when }). Abra esta página y presione el botón:

    { $link }

    Con el mismo enlace puede devolver su lugar.
mail-seat-subject = Hay un lugar para usted: { $event }
mail-seat-body =
    Hola:

    Hay un lugar libre para usted en «{ $event }» ({ $when }):

    { $place }
mail-remind-subject = Mañana: { $event }
mail-remind-body =
    Hola:

    «{ $event }» empieza pronto ({ $when }):

    { $place }

posts-news = Noticias
posts-news-lead = Del movimiento y del gobierno.
posts-practice = Lo que funcionó
posts-practice-lead = Los miembros cuentan qué hicieron y cómo repetirlo.
posts-talk = Preguntas
posts-talk-lead = Los miembros preguntan y responden.
posts-challenge = Retos
posts-challenge-lead = Un miembro pide ideas y cuenta qué pasa con ellas.
posts-none = Todavía no hay nada aquí.
posts-write = Escribir algo
post-useful = { $count ->
    [one] útil para 1 persona
   *[other] útil para { $count } personas
}
post-mark = Me fue útil
post-marked = Gracias. Quedó en la cuenta.
post-report = Algo está mal aquí
post-report-why = ¿Qué está mal?
post-report-go = Denunciar
post-reported = Gracias. Alguien lo revisará.
post-replies = { $count ->
    [0] Todavía no hay respuestas
    [one] Una respuesta
   *[other] { $count } respuestas
}
post-reply = Su respuesta
post-reply-hint = Para miembros. Aparecerá cuando alguien la haya revisado.
post-reply-go = Responder
post-waits = Gracias. Su respuesta aparecerá cuando alguien la haya revisado.
conduct = Sea amable, no se aparte del tema, no nombre a pacientes y no venda nada.
write-practice = Contar lo que funcionó
write-practice-lead = El problema, lo que hicieron, el resultado y cómo otros pueden repetirlo.
write-talk = Preguntar a otros miembros
write-talk-lead = Una pregunta, con lo que ya intentaron.
write-challenge = Pedir ideas
write-challenge-lead = Qué quieren cambiar, para cuándo y qué harán con las ideas.
write-title = Título
write-title-needed = Escriba un título.
write-body = Texto
write-body-needed = Escriba el texto.
write-go = Enviar
write-sent = Gracias
write-sent-text = Aparecerá cuando alguien lo haya revisado.

campaigns-title = Campañas
campaigns-lead = Elija una, ponga su nombre y use los textos: un mensaje para todos, publicaciones con imágenes, un cartel, un folleto, notas para una charla. En inglés y en español.
kit-name = ¿A nombre de quién?
kit-fill = Poner el nombre
kit-pick = Sumarse a esta campaña
kit-pick-text = Los miembros que se suman reciben un enlace propio y aparecen abajo.
kit-picked = Ustedes ya se sumaron a esta campaña. Los textos de abajo llevan su propio enlace.
kit-message = Un mensaje para todos
kit-posts = Publicaciones
kit-notes = Notas para una charla
kit-papers = Papel e imágenes
kit-poster = El cartel (PDF)
kit-leaflet = Un folleto para repartir (PDF)
kit-picture-post = Imagen para acompañar un enlace
kit-picture-square = Imagen cuadrada para una publicación
kit-picture-story = Imagen vertical para una historia
kit-picture-banner = Banner para una página web
kit-taken = Quiénes se han sumado
kit-taken-none = Todavía nadie. Ustedes podrían ser los primeros.
kit-visits = { $count ->
    [one] 1 visita por su enlace
   *[other] { $count } visitas por su enlace
}
kit-count = Contamos que alguien siguió un enlace, una vez al día por red, y nada sobre quién era.
