### La firma de un compromiso, y lo que ve de ella el equipo.

sign-title = Asumir el compromiso
sign-lead = Elija lo que describe a su organización. El formulario lleva unos diez minutos. Se guarda en cada paso: puede parar y volver en este navegador.
sign-draft = Usted empezó un compromiso en este navegador.
sign-go-on = Continuar
sign-forget = Olvidarlo y empezar de nuevo
sign-read = Leer el texto
sign-other = Elegir otra cosa
sign-step-who = Su organización
sign-step-what = Lo que prometen
sign-step-where = Sus direcciones
sign-step-sign = Firmar
sign-name = Nombre de la organización
sign-name-hint = Como la conoce el público. Si se compromete a título personal, escriba su propio nombre.
sign-name-needed = Escriba el nombre de la organización.
sign-name-long = Ese nombre es demasiado largo. Use como máximo 120 caracteres.
sign-name-plain = Escriba solo un nombre, sin dirección web ni de correo.
sign-url = Dirección web
sign-url-hint = Por ejemplo www.lakeside.org. Comprobamos que sea suya.
sign-url-wrong = Escriba una dirección web que el público pueda abrir con https, como www.lakeside.org.
sign-street = Calle y número
sign-city = Ciudad
sign-region = Estado
sign-region-wrong = Escriba el estado completo o con dos letras, como CA.
sign-zip = Código postal
sign-phone = Teléfono para preguntas sobre historiales
sign-phone-hint = Se muestra al público. Puede dejarlo en blanco.
sign-about = Quiénes son, en dos frases
sign-about-hint = Se muestra en su página.
sign-promises = Lo que prometen
sign-target-hint = Si todavía no lo cumplen, indique para qué mes lo harán. El mes se muestra en su página. Déjelo vacío si la promesa ya se cumple.
sign-not-yet = ¿Todavía no? Diga para qué mes
sign-target = Para qué mes
sign-target-wrong = Escriba el mes como año y mes, por ejemplo 2027-03.
sign-by = para { $month }
sign-where-lead = Estas son las direcciones públicas que nuestro programa mira una vez al día. Nunca inicia sesión y nunca ve un historial. Deje en blanco lo que no tengan.
sign-address-needed = Indique al menos una dirección, para que se pueda revisar su promesa.
sign-address-wrong = Esta no es una dirección https pública. Nunca miramos direcciones dentro de la red de una casa u oficina.
sign-direct-wrong = Escriba una dirección Direct o su dominio, como direct.lakeside.org.
address-portal = Página donde las personas inician sesión para ver su historial
address-portal-hint = Por ejemplo records.lakeside.org
address-direct = Dominio Direct, para enviar a médicos
address-direct-hint = Por ejemplo direct.lakeside.org
address-fhir = Dirección FHIR, para aplicaciones
address-fhir-hint = La dirección base, sin /metadata
address-smart = Configuración SMART
address-smart-hint = Solo si no está debajo de la dirección FHIR.
address-brands = Lista publicada con su dirección FHIR (brand bundle)
address-brands-hint = Solo si su configuración SMART no la nombra.
address-policy = Página con sus reglas para obtener historiales
sign-how-en = Cómo obtienen las personas su historial con ustedes, paso a paso (inglés)
sign-how-es = Lo mismo en español
sign-how-hint = Un paso por línea. Es lo primero que se lee en su página.
sign-sign-lead = ¿Quién firma por la organización? Su nombre y dirección no se publican. Solo le escribimos sobre este compromiso.
sign-contact = Su nombre
sign-contact-needed = Escriba su nombre.
sign-email = Su correo electrónico
sign-email-hint = Lo mejor es una dirección de su organización: así no hace falta nada más para demostrar que la dirección web es suya.
sign-email-wrong = Escriba un correo electrónico, como nombre@lakeside.org.
sign-language = Idioma en que le escribimos
sign-you-promise = Ustedes prometen
sign-will-check = Miramos sus direcciones públicas cada día y publicamos lo que encontramos.
sign-agree = Puedo firmar por esta organización. Sé que el compromiso es voluntario, que podemos retirarnos en cualquier momento y que lo que decimos aquí se publica.
sign-agree-needed = Marque la casilla si puede firmar por la organización.
sign-go = Firmar y confirmar por correo
sign-next = Guardar y continuar
sign-later = Guardar para después
sign-saved = Lo que escribió se guarda 60 días.

confirm-title = Confirme su compromiso
confirm-heading = ¿Firmó usted por { $organization }?
confirm-lead = Presione el botón y su compromiso pasará a las personas que lo revisan.
confirm-go = Sí, fuimos nosotros
confirm-not-you = Si no fue usted, cierre esta página. No pasará nada.

status-title = Su compromiso
status-heading = El compromiso de { $organization }
status-sent = Escribimos a { $email }. Abra el correo y el enlace que lleva.
status-sent-next = El enlace funciona dos días. Si no llega nada en diez minutos, mire en la carpeta de correo no deseado.
status-wrong-mail = ¿La dirección es incorrecta? Cámbiela y firme de nuevo
status-confirmed = Gracias. Lo tienen las personas que revisan los compromisos nuevos. Recibirá la respuesta por correo.
status-domain = Demuestre que { $domain } es suyo
status-domain-why = Su correo electrónico no está en ese dominio. Para que nadie firme en su nombre, haga una de estas dos cosas.
status-name-title = Un registro en el sistema de nombres de dominio
status-name = Pida a quien administra su dominio que agregue esto:
status-file-title = O un archivo en su servidor web
status-file = En esta dirección, con esta única línea:
status-look = Ya lo hice: revisar ahora
status-not-found = Todavía no lo encontramos. Un registro nuevo puede tardar una hora hasta que otros lo vean.
status-without = También puede esperar: buscaremos otra manera de saber que es usted.
status-proven = Ya demostró que { $domain } es suyo.
status-meanwhile = Mientras tanto: lo que hacen otros miembros
status-approved = Ustedes son miembros. ¡Les damos la bienvenida!
status-see = Ver su página
status-refused = Su compromiso no se aceptó. Esta es la razón:

mail-confirm-subject = Confirme el compromiso de { $organization }
mail-confirm-body =
    Hola:

    Alguien asumió el compromiso Blue Button por { $organization } con esta dirección. Si fue usted, abra esta página y presione el botón:

    { $link }

    El enlace funciona dos días. Si no fue usted, no haga nada.

    El compromiso es voluntario. No es un respaldo del HHS ni de ninguna parte del gobierno federal.
mail-welcome-subject = { $organization } ya es miembro
mail-welcome-body =
    Hola { $contact }:

    Gracias: { $organization } ya es miembro del movimiento Blue Button. Su insignia, su certificado y su informe anual están aquí:

    { $link }

    El compromiso es voluntario. No es un respaldo del HHS ni de ninguna parte del gobierno federal.
mail-refused-subject = Sobre el compromiso de { $organization }
mail-refused-body =
    Hola { $contact }:

    No pudimos aceptar el compromiso de { $organization }. La razón:

    { $reason }

    Puede firmar de nuevo en cualquier momento.

queue-title = Compromisos por revisar
queue-lead = { $count ->
    [0] No hay nada en espera.
    [one] Hay un compromiso en espera.
   *[other] Hay { $count } compromisos en espera.
}
queue-posts = Publicaciones, eventos y aplicaciones por revisar
queue-decided = Decididos
queue-since = { $count ->
    [0] En espera desde hoy
    [one] En espera desde hace 1 día
   *[other] En espera desde hace { $count } días
}
staff-tab-pledges = Compromisos ({ $count })
staff-tab-posts = Publicaciones, eventos, aplicaciones ({ $count })
staff-tab-reported = Denuncias ({ $count })
posts-under = Pertenece a:
posts-write-news = Escribir una noticia
judge-reason = Razón, para el registro
decided-approved = Aceptado
decided-refused = Rechazado
proof-none = Dominio sin demostrar
proof-mail = Dominio demostrado por correo
proof-name = Dominio demostrado por DNS
proof-file = Dominio demostrado por un archivo
review-place = Lugar
review-phone = Teléfono
review-about = Sobre ellos
review-contact = Quién firmó
review-promises = Lo que promete
review-domain = Dominio
review-other-mail = El correo está en otro dominio
review-alike = ¿Ya está en el directorio?
review-new = No, es nueva
review-reason = Razón
review-reason-hint = Necesaria para rechazar, y para aceptar un dominio no demostrado. Quien firmó lee por qué se rechazó; ambas quedan en el registro.
review-reason-needed = Escriba la razón. Quien firmó la leerá.
review-not-theirs = Esta organización es miembro y tiene su propio dominio. Solo puede firmar por ella quien demuestre que ese dominio es suyo.
review-unproven = Nadie ha demostrado que este dominio es suyo. Si lo sabe de otra manera, escriba cómo.
review-name-taken = Un miembro tiene este nombre. Si es otra organización, escriba cómo lo sabe.
review-approve = Aceptar el compromiso
review-refuse = Rechazar
posts-waiting = { $count ->
    [0] No hay nada en espera.
    [one] Hay una cosa en espera.
   *[other] Hay { $count } cosas en espera.
}
posts-show = Mostrarla
posts-hide = Ocultarla
posts-keep = Dejarla
posts-reported = Denunciadas
posts-reported-none = Nadie ha denunciado nada.
posts-reports = { $count ->
    [one] Denunciada una vez.
   *[other] Denunciada { $count } veces.
}
posts-publish = Publicar
kind-post-reply = Respuesta
