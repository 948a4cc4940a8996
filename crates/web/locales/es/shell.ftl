### El marco de cada página, partes de los formularios, y lo que sale mal.

skip-to-main = Ir al contenido principal
title-error = Error:
errors-title = { $count ->
    [one] Hay algo que debe corregir
   *[other] Hay { $count } cosas que debe corregir
}

nav-account-label = Su cuenta
nav-record-label = Páginas de este expediente
nav-records = Todos los expedientes
nav-settings = Ajustes
nav-sign-in = Iniciar sesión
nav-sign-out = Cerrar sesión
nav-download = Descargar mi expediente
nav-download-other = Descargar este expediente
install-what = Lea su expediente médico, guárdelo y envíelo.
nav-group-health = Salud
nav-group-care = Atención
nav-group-record = Este expediente
nav-summary = Resumen para entregar
nav-menu = Menú
nav-shut = Cerrar
nav-search-label = Buscar en este expediente
nav-download-short = Descargar
nav-office = Personal
signed-in-as = Sesión de { $name }
nav-overview = Resumen
nav-medications = Medicinas
nav-results = Resultados de exámenes
nav-conditions = Problemas de salud
nav-allergies = Alergias
nav-vaccines = Vacunas
nav-vital-signs = Signos vitales
nav-procedures = Procedimientos
nav-visits = Consultas
nav-documents = Documentos y notas
nav-care-plans = Planes de atención
nav-care-team = Equipo de atención
nav-social-history = Antecedentes sociales y familiares
nav-coverage = Seguro
nav-claims = Cuentas médicas
nav-other = Otros datos
nav-timeline = Línea de tiempo
nav-search = Buscar
nav-send = Enviar
nav-people = Personas
nav-apps = Aplicaciones
nav-staff-apps = Aplicaciones
nav-requests = Solicitudes
nav-written = Lo que usted escribe
nav-staff-requests = Solicitudes
nav-staff-withheld = No mostrado
nav-activity = Actividad
nav-staff-find = Buscar un paciente
nav-staff-start = Inicio
nav-staff-letters = Cartas
nav-staff-accounts = Cuentas
nav-staff-emergencies = Emergencias
nav-staff-trail = Registro
nav-staff-rules = Reglas
nav-staff-measures = Indicadores
nav-staff-imports = Importaciones
nav-staff-matching = Quién es quién
nav-staff-quarantine = Cuarentena
nav-staff-jobs = Detenidas
nav-staff-hub = Compromisos

banner-label = De quién es el expediente abierto
banner-born = fecha de nacimiento: { $date }
banner-own = Su expediente
banner-caregiver = Usted cuida a esta persona
banner-emergency = Abierto para usted por una emergencia
banner-until = hasta el { $date }

printed-on = Impreso el { $date }
footer-help = ¿Tiene preguntas? Llámenos:
footer-emergency = En una emergencia, llame al 911.

date-and-time = { $date }, { $time } { $zone }

time-out-title = ¿Sigue ahí?
time-out-text = Para proteger este expediente, su sesión se cerrará en dos minutos. No se pierde nada de lo que ya se guardó.
time-out-stay = Seguir conectado
still-there-back = Cerrar la sesión ahora

problem-home = Ir a la página de inicio
problem-not-found-title = No encontramos lo que busca
problem-not-found-happened = Esa página no existe, o usted no puede verla.
problem-not-found-safe = No se cambió nada, y su expediente está seguro.
problem-not-found-now = Revise la dirección o empiece de nuevo desde la página de inicio.
problem-not-allowed-title = Usted no puede hacer esto aquí
problem-not-allowed-happened = Usted puede ver este expediente, pero no le dieron permiso para hacer esto.
problem-not-allowed-safe = No se cambió ni se envió nada.
problem-not-allowed-now = La persona a quien pertenece el expediente puede darle ese permiso en su página "Personas".
problem-other-office-title = Esto no es parte de su función
problem-other-office-happened = Su cuenta es del personal, pero esta página es de otra función.
problem-other-office-safe = No se mostró ni se cambió nada.
problem-other-office-now = Pregunte a un administrador si lo necesita para su trabajo. Su menú muestra las páginas de su función.
problem-form-expired-title = Por favor llene el formulario otra vez
problem-form-expired-happened = El formulario era muy antiguo o venía de otra página, por eso no lo usamos.
problem-form-expired-safe = No se cambió ni se envió nada.
problem-form-expired-now = Regrese, vuelva a cargar la página y envíe el formulario una vez más.
problem-unclear-title = No entendimos eso
problem-unclear-happened = Algo en la dirección o en el formulario no es como lo esperábamos.
problem-unclear-safe = No se cambió ni se envió nada.
problem-unclear-now = Regrese e intente otra vez, o empiece desde la página de inicio.
problem-too-large-title = Eso es demasiado de una vez
problem-too-large-happened = Lo que envió es más grande de lo que podemos recibir aquí.
problem-too-large-safe = No se cambió ni se envió nada.
problem-too-large-now = Regrese, hágalo más corto e intente otra vez.
problem-too-many-title = Demasiados intentos
problem-too-many-happened = Desde aquí se intentó demasiadas veces. Para proteger los expedientes, ahora hay que esperar un poco.
problem-too-many-safe = Su expediente y su cuenta están seguros.
problem-too-many-now = { $minutes ->
    [one] Intente otra vez en un minuto. Si necesita ayuda, llámenos.
   *[other] Intente otra vez en { $minutes } minutos. Si necesita ayuda, llámenos.
}
problem-busy-title = Intente otra vez en un momento
problem-busy-happened = Blue Button no puede abrir los expedientes en este momento.
problem-busy-safe = Su expediente está seguro. Si estaba cambiando o enviando algo, mire si se hizo antes de hacerlo otra vez.
problem-busy-now = Espere unos segundos e intente otra vez.
problem-too-slow-title = Esto está tardando demasiado
problem-too-slow-happened = No pudimos terminar su página a tiempo.
problem-too-slow-safe = Su expediente está seguro.
problem-too-slow-now = Espere un minuto e intente otra vez. Si es una descarga, elija una parte más pequeña.
problem-file-under-way-title = Otro archivo suyo todavía está en camino
problem-file-under-way-happened = Preparamos un archivo grande a la vez para cada persona, y el último que pidió no ha terminado.
problem-file-under-way-safe = Su expediente está seguro y no se perdió nada.
problem-file-under-way-now = Espere a que llegue el primer archivo y pida este otra vez.
problem-failed-title = Algo falló de nuestro lado
problem-failed-happened = No pudimos mostrar esta página. No es culpa suya.
problem-failed-safe = Su expediente está seguro. Si estaba enviando algo, mire "Actividad" antes de intentarlo de nuevo.
problem-failed-now = Intente otra vez en unos minutos. Si vuelve a pasar, { $reach ->
        [phone] llámenos: el número está al pie de esta página
       *[person] díganoslo
    }.

nav-about = Datos del paciente
cancel = Cancelar
born-month = Mes
born-day = Día
born-year = Año
pager-label = Más de esta lista
pager-newer = Más recientes
pager-older = Más antiguos

## Previews, what is held back, access that is over

banner-preview = Vista previa: esto es lo que ve { $name }.
held-back = { $count ->
    [one] Por una regla de esta organización, un dato que llegó todavía no se muestra. Usted lo verá aquí a más tardar el { $time }.
   *[other] Por una regla de esta organización, { $count } datos que llegaron todavía no se muestran. Usted verá el primero aquí a más tardar el { $time }.
}
preview-stop = Volver a mi propia vista
problem-access-over-title = Su acceso a este expediente terminó
problem-access-over-happened = Usted pudo abrir este expediente hasta el { $date }. Ya no puede abrirlo.
problem-access-over-safe = Su cuenta está bien y no se cambió nada.
problem-access-over-now = Si todavía lo necesita, pida a la persona de quien es el expediente que le dé acceso otra vez.
problem-section-withheld-title = Esta parte no se muestra
problem-section-withheld-happened = Esta parte de su expediente se le retiene por un motivo que la ley admite.
problem-section-withheld-safe = No se ha perdido. Volverá a mostrarse por sí sola después del último día.
problem-section-withheld-now = En «Solicitudes» puede leer el motivo, el último día y cómo pedir que se revise.

problem-access-waits-title = Hay que revisar su acceso
problem-access-waits-happened = La fecha de nacimiento de este expediente cambió. Nuestra oficina debe revisar su acceso antes de que usted pueda seguir.
problem-access-waits-safe = Su cuenta está bien y no se cambió nada.
problem-access-waits-now = Llámenos, por favor. Podemos revisarlo por teléfono.

problem-access-later-title = Su acceso a este expediente todavía no empieza
problem-access-later-happened = Usted podrá abrir este expediente a partir del { $date }.
problem-access-later-safe = Su cuenta está bien y no se cambió nada.
problem-access-later-now = Vuelva ese día o pregunte a la persona de quien es el expediente.
problem-only-preview-title = Esto es solo una vista previa
problem-only-preview-happened = Usted está viendo el expediente como lo ve otra persona. Aquí puede mirar, pero no llevarse ni cambiar nada.
problem-only-preview-safe = No se cambió ni se envió nada.
problem-only-preview-now = Regrese al expediente y elija "Volver a mi propia vista" en la parte de arriba.

## Avisos al pie de la página

about-help-title = Ayuda
about-privacy-title = Aviso de privacidad
about-accessibility-title = Accesibilidad
about-call = Si tiene una pregunta que no se responde aquí, llámenos
about-help-1 = Aquí usted puede leer su expediente médico, llevarse una copia, enviarlo a un médico y dejar que su familia u otras personas vean de él lo que usted decida.
about-help-2 = Para entrar por primera vez necesita una carta con un código de { $organization }. Si ya no puede entrar, llámenos; comprobamos quién es usted y le damos un código nuevo.
about-help-3 = Si algo en su expediente está mal o falta, llámenos. Aquí no escribimos el expediente: viene de los sistemas de quienes le atienden.
about-help-4 = Esta página no puede dar consejos médicos. En una emergencia, llame al 911.
about-privacy-1 = { $organization } guarda este expediente para usted. Todavía no ha escrito un aviso de privacidad propio para este sitio; lo que sigue es lo que hace el programa mismo. El Aviso de Prácticas de Privacidad que exige la ley lo recibe de { $organization }.
about-privacy-2 = Su expediente se guarda cifrado. Aquí no lo ve nadie más que usted, las personas y aplicaciones a las que usted dio acceso, y el personal que lo necesita, con un motivo que usted puede leer.
about-privacy-3 = Todos los que abren, descargan o envían su expediente aparecen en "Actividad". Nadie puede cambiar esa lista sin que se note.
about-privacy-4 = Los temas delicados quedan ocultos para las personas a las que usted da acceso, a menos que usted decida mostrarlos. Reconocemos esos datos por sus códigos, así que uno sin código puede pasar inadvertido.
about-privacy-5 = Este sitio usa solo las cookies necesarias para mantener su sesión. No tiene publicidad ni rastreadores, y no entrega su expediente a nadie sin que usted lo pida o la ley lo exija.
about-accessibility-1 = Estas páginas están hechas para funcionar con teclado, con lector de pantalla, sin scripts, con letra grande y en pantallas pequeñas. Nuestra meta es WCAG 2.2, nivel AA.
about-accessibility-2 = Las revisamos con programas y mirándolas. A menos que { $organization } diga otra cosa, no las han probado personas con discapacidad ni un experto externo.
about-accessibility-3 = Es posible que los documentos que vienen de otra parte no sean accesibles. Llámenos, y se los leemos o se los enviamos de otra forma.
emergency-shown = Acceso de emergencia hasta { $time }. Usted solo puede mirar. El paciente lee qué páginas abre, y el responsable de privacidad lo revisa.
sources-words = Lo que escribieron los médicos y los laboratorios se muestra con sus propias palabras, que muchas veces están en inglés.

# Un nombre y una contraseña que alguien elige.
invitation-login = Nombre de usuario
invitation-login-hint = Su correo electrónico o cualquier nombre sin espacios. Lo necesitará cada vez que inicie sesión.
password-new = Contraseña nueva
password-hint = Al menos 12 caracteres. Funciona bien juntar varias palabras que solo a usted se le ocurrirían.
password-again = Escriba otra vez la contraseña nueva
invitation-login-needed = Elija un nombre de usuario.
invitation-login-taken = Ese nombre de usuario ya está en uso. Elija otro.
invitation-login-not-usable = El nombre de usuario no lleva espacios y tiene como máximo 254 caracteres. Elija otro.
password-needed = Elija una contraseña.
password-too-short = Esa contraseña es muy corta. Use al menos 12 caracteres.
password-too-long = Esa contraseña es demasiado larga. Use una más corta.
password-is-login = La contraseña no puede ser su nombre de usuario.
password-is-name = Esa contraseña es poco más que un nombre. Agregue palabras que nadie adivinaría.
password-too-common = Esa contraseña es fácil de adivinar. Elija otra.
password-not-the-same = Las dos contraseñas no coinciden. Escriba la nueva otra vez.
