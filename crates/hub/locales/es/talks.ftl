### Normas de convivencia, ideas y qué pasó con ellas, búsqueda, cartas entre miembros.

search-label = Buscar en lo que escribieron los miembros y el público
search-title = Buscar en la comunidad
search-found = { $count ->
    [0] No se encontró nada.
    [one] 1 resultado
   *[other] { $count } resultados
}
search-none = Pruebe con una sola palabra. Para un médico, hospital o plan de salud, busque aquí:
posts-seek = Se busca
posts-seek-lead = Un desarrollador, un hospital que lo pruebe, alguien que hable español: digan a quién buscan.
posts-of = Escrito por
write-seek = Decir a quién buscan
write-seek-lead = A quién buscan, para qué y qué aportan ustedes. Los miembros pueden escribirles sin ver su correo.
write-part-body = Texto
write-part-problem = El problema
write-part-did = Qué hicimos
write-part-result = El resultado
write-part-again = Cómo repetirlo
mine-posts = Lo que escribimos
kind-post-news = Noticia
kind-post-practice = Lo que funcionó
kind-post-talk = Pregunta
kind-post-seek = Se busca
kind-post-challenge = Reto
kind-post-event = Evento
kind-post-discussion = Conversación pública
kind-post-app = Aplicación
kind-post-idea = Idea
host-standing-unconfirmed = Sin confirmar
ideas-count = { $count ->
    [0] Todavía no hay ideas
    [one] Una idea
   *[other] { $count } ideas
}
ideas-tell = Qué pasó con las ideas
ideas-none = Todavía nadie ha enviado una idea.
ideas-outcome = ¿Qué pasó con ella?
outcome-none = Nada todavía
outcome-chosen = Elegida
outcome-working = En marcha
outcome-done = Hecha
outcome-declined = Esta vez no
idea-vote = Yo también lo quiero
idea-yours = Su idea
idea-lead = Cualquier persona puede enviar una. Alguien la revisa antes de mostrarla.
idea-label = ¿Qué se debería hacer?
idea-name = Su nombre, como se mostrará
idea-name-hint = Basta el nombre de pila. Puede dejarlo vacío.
idea-nameless = Alguien
idea-email-hint = No se muestra ni se guarda. Le escribimos una sola vez.
idea-needed = Escriba su idea.
idea-sent = Le escribimos. Presione el botón en la página del enlace y alguien revisará su idea.
idea-confirm = Presione el botón para enviarla.
idea-confirm-go = Enviar mi idea
idea-shown = Todos pueden leerla.
idea-challenge = Volver al reto
mail-idea-subject = Confirme su idea
mail-idea-body =
    Hola:

    Alguien envió una idea para un reto con este correo electrónico. Si fue usted, abra esta página y presione el botón:

    { $link }

    Si no fue usted, no haga nada.
conduct-title = Normas de convivencia
conduct-lead = Estas normas valen para todo lo que se escribe aquí: para los miembros, el público y quienes administran este sitio.
conduct-kind = Sea amable. Discuta lo que se dice, no a quien lo dice.
conduct-subject = No se aparte del tema: cómo obtiene la gente su historial médico y qué hace con él.
conduct-private = No nombre a pacientes y no cuente la historia médica de nadie más que la suya.
conduct-sell = No venda nada. Hable de lo que hace solo si responde a una pregunta.
conduct-honest = Diga quién es y para quién trabaja.
conduct-who = Quién se encarga
conduct-before = Las personas que administran este sitio revisan cada publicación, respuesta, idea, evento y aplicación antes de mostrarla.
conduct-after = Cualquier persona puede denunciar lo que se muestra, sin tener una cuenta. Lo denunciado se revisa otra vez y se deja o se oculta.
conduct-logged = Cada decisión se guarda con su motivo y con quien la tomó, en un registro que no se puede cambiar sin que se note.
conduct-appeal = Si algo suyo no se mostró y no entiende por qué, escríbanos: lo revisará otra persona.
alike-title = ¿Quién lo hace ya?
alike-lead = Encuentre organizaciones como la suya que ya cumplen una promesa, lea cómo lo hacen y escríbales.
alike-kind = Tipo de organización
alike-does = Promesa que cumplen
alike-go = Mostrarlas
alike-found = { $count ->
    [0] Todavía ningún miembro de este tipo lo dice.
    [one] Un miembro dice que lo hace.
   *[other] { $count } miembros dicen que lo hacen.
}
talks-title = Cartas
talks-lead = Aquí los miembros se escriben entre sí. Nadie ve su correo electrónico.
talks-none = Todavía no hay cartas.
talks-wants = Otros miembros pueden escribirles.
talks-quiet = Otros miembros no pueden escribirles.
talks-stop = Que no nos escriban
talks-start = Que nos puedan escribir
talk-write = Escribirles
talk-to = Escribir a { $organization }
talk-with = Con
talk-you = Ustedes
talk-lead = Para miembros. Reciben un correo que dice quién escribió y leen aquí su carta.
talk-about = ¿De qué se trata?
talk-body = Su carta
talk-hint = Ven el nombre de su organización, no su correo electrónico.
talk-end = Terminar esta correspondencia
talk-shut = terminada
talk-shut-text = Una de las dos partes terminó esta correspondencia.
talk-not-no-member = Por ahora no son miembros, así que no podemos escribirles por ustedes.
talk-not-quiet = No desean cartas de otros miembros.
talk-not-often = Hoy ya escribieron a otros cinco miembros. Sigan mañana.
mail-talk-subject = { $organization } les escribió
mail-talk-body =
    Hola:

    { $organization }, miembro del movimiento Blue Button, les escribió. Entren como miembro, lean y respondan aquí:

    { $link }

    En la misma página pueden terminar la correspondencia, o decir en «Cartas» que no desean ninguna.
toolkits-title = Materiales
enter-account = ¿Tiene una cuenta con llave de acceso o segundo paso?
enter-account-go = Entrar con su cuenta
bind-title = Entrar con una cuenta
bind-lead = Entre con una contraseña y un segundo paso, o con una llave de acceso, en lugar de un enlace por correo.
bind-none = ¿Ya tiene una cuenta en este sitio? Use esa.
bind-go = Que { $name } entre con esta cuenta
bind-bound = { $name } entra con esta cuenta.
bind-end = Volver a usar solo enlaces por correo
bind-by-link = Para agregar o cambiar una cuenta, entre otra vez con un enlace por correo.
bind-has = Su correo electrónico ya tiene una cuenta.
bind-lost = ¿Perdió su contraseña o su teléfono? Quite la cuenta de su correo electrónico. Después cree una nueva aquí.
bind-forget = Quitar la cuenta
bind-passkey = Puede agregar una llave de acceso a esta cuenta y ver dónde tiene la sesión iniciada.
bind-settings = Ajustes de la cuenta
account-title = Crear una cuenta
account-name = Su nombre
account-name-hint = Lo ven las personas que administran este sitio. No aparece en su página pública.
account-next = Después conectará su teléfono, para que nadie pueda entrar solo con la contraseña. Luego podrá agregar una llave de acceso.
account-go = Crear mi cuenta
account-name-needed = Escriba su nombre.
account-there = Su correo electrónico ya tiene una cuenta. Entre con ella o quítela primero.
bind-list = Quiénes entran con una cuenta
bind-record = La cuenta abre esta página de su organización. Todo lo demás que abra sigue igual, y aquí nadie lo ve.
