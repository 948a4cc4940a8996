### Miembros: sus propias páginas, insignia y certificado.

enter-title = Para miembros
enter-lead = Escriba el correo electrónico con el que se inscribió su organización. Le enviaremos un enlace. No necesita contraseña.
enter-email-hint = El de la persona que firmó, o el de alguien a quien invitó.
enter-go = Envíenme el enlace
enter-sent = Si esa dirección es de un miembro, el correo va en camino.
enter-sent-next = El enlace funciona 30 minutos, una sola vez.
enter-new = ¿Todavía no son miembros?
link-lead = Presione el botón para entrar. La sesión dura 8 horas en este navegador.
link-go = Entrar

mine-title = Su membresía
mine-lead-helper = Lo que prometieron y cómo va. Su página pública lo muestra.
mine-lead = Solicitudes de historial por medio de este sitio: { $asked }. Lo recibieron, según nos dijeron: { $got }.
mine-waits = Lo que le espera
mine-waits-none = Nada le espera ahora.
mine-due = Dijo que para { $month }. Cuente cómo va ahora.
mine-do = Qué puede hacer aquí
mine-plans-what = Pida a los planes que contrata que se comprometan
mine-campaigns-what = Un mensaje, textos, imágenes y un cartel en su nombre
mine-events-what = Invite a un seminario web o a una conversación
mine-posts-what = Lo que escribió, y las ideas que le enviaron
mine-talks-what = De otros miembros y para ellos
mine-apps-what = Publique una aplicación que abre historiales
mine-public = Ver su página pública
mine-until = Renueve antes del { $date }
mine-ended = Este compromiso terminó. Renuévelo para volver.
mine-standing = ¿Cómo va?
mine-note = En una frase, para su página
mine-report = Publicar este informe
mine-saved = Guardado. Ya está en su página.
mine-renewed = Renovado por un año. Gracias.
mine-invited = Invitación enviada. El enlace va en camino.
mine-removed = Se quitó. Su acceso terminó.
mine-renew = Renovar por un año
mine-withdraw = Retirar este compromiso
mine-addresses = Direcciones que revisamos
mine-save = Guardar
mine-people = Personas de su organización
mine-people-none = Por ahora, solo quien firmó.
mine-remove = Quitar
mine-their-name = Nombre de la persona
mine-their-email = Correo electrónico de la persona
mine-invite = Invitar
mine-name-needed = Escriba el nombre de la persona.
mine-write = Escribir para otros
mine-account = Entró con un enlace enviado por correo. ¿Prefiere usar una contraseña y su teléfono, o una llave de acceso?
mine-account-go = Crear una cuenta
standing-kept = Cumplida
standing-working = En marcha
standing-not-yet = Todavía no
standing-by = { $standing }, para { $month }

withdraw-title = Retirar el compromiso
withdraw-lead = { $organization } dejaría de ser miembro según el { $pledge }.
withdraw-what = Su insignia se pone gris y dice que el compromiso terminó, y su página dice desde cuándo. Lo que se revisó sigue publicado. Puede volver en cualquier momento.
withdraw-go = Retirar

member-joined = Se unió el { $date }
member-since = Miembro desde el { $date }
members-lead = { $count ->
    [0] Ningún miembro coincide.
    [one] Una organización ha asumido un compromiso en público.
   *[other] { $count } organizaciones han asumido un compromiso en público.
}
members-name = Nombre de un miembro
members-all-kinds = Todos los tipos

badge-passed = { $passed } de { $made } revisiones superadas
badge-member = Compromiso Blue Button
badge-ended = El compromiso terminó
badge-checked = Revisado: { $date }
badge-dated = { $date }
badge-since = Desde: { $date }
badge-old = Sin revisión reciente
badge-alt = { $organization }, compromiso Blue Button: abra para ver qué se revisó y cuándo. No es un respaldo del HHS ni del gobierno federal.
badge-says = { $organization }, compromiso Blue Button: { $headline }. { $dated }. No es un respaldo del HHS ni del gobierno federal.
round-old = Sin revisar desde: { $date }
round-none = Sin revisión desde fuera

certificate-title = { $pledge }
certificate-promises = ha prometido
certificate-signed = Firmado el
certificate-member-since = Miembro desde el
certificate-until = Por renovar antes del
certificate-version = Texto del compromiso
certificate-checks = Lo que encontramos al revisar

mail-enter-subject = Su enlace para { $organization }
mail-enter-body =
    Hola:

    Este enlace le deja entrar por { $organization }. Funciona una vez, durante 30 minutos:

    { $link }

    Si no lo pidió, no haga nada.
mail-renew-subject = { $organization }: renueve su compromiso
mail-renew-body =
    Hola:

    El compromiso de { $organization } vale hasta el { $date }. Diga al público cómo van sus promesas y renuévelo por otro año:

    { $link }

    Si no hace nada, termina 30 días después de esa fecha.
