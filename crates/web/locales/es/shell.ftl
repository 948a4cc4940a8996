### El marco de cada página, partes de los formularios, y lo que sale mal.

skip-to-main = Ir al contenido principal
title-error = Error:
errors-title = { $count ->
    [one] Hay algo que debe corregir
   *[other] Hay { $count } cosas que debe corregir
}

nav-account-label = Su cuenta
nav-record-label = Páginas de este expediente
nav-all-pages = Todas las páginas
nav-records = Todos los expedientes
nav-settings = Ajustes
nav-sign-in = Iniciar sesión
nav-sign-out = Cerrar sesión
nav-download = Descargar mi expediente
nav-download-other = Descargar este expediente
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
nav-social-history = Historia social y familiar
nav-coverage = Seguro
nav-claims = Reclamos y cuentas
nav-other = Otros registros
nav-timeline = Línea de tiempo
nav-search = Buscar
nav-send = Enviar
nav-people = Personas
nav-activity = Actividad
nav-staff-find = Buscar un paciente
nav-staff-imports = Importaciones
nav-staff-matching = Quién es quién
nav-staff-quarantine = Cuarentena
nav-staff-jobs = Trabajos detenidos

banner-label = De quién es el expediente abierto
banner-born = fecha de nacimiento: { $date }
banner-own = Su propio expediente
banner-caregiver = Usted está viendo este expediente como cuidador o cuidadora.
banner-caregiver-until = Usted está viendo este expediente como cuidador o cuidadora, hasta el { $date }.

printed-on = Impreso el { $date }
footer-help = ¿Tiene preguntas? Llámenos:
footer-emergency = En una emergencia, llame al 911.

date-and-time = { $date }, { $time } { $zone }
time-am = a. m.
time-pm = p. m.

time-out-title = ¿Sigue ahí?
time-out-text = Para proteger este expediente, su sesión se cerrará en dos minutos. No se pierde nada de lo que ya se guardó.
time-out-stay = Seguir en la sesión
still-there-back = Cerrar la sesión ahora

problem-home = Ir a la primera página
problem-not-found-title = No encontramos lo que busca
problem-not-found-happened = Esa página no existe, o usted no puede verla.
problem-not-found-safe = No se cambió nada, y su expediente está seguro.
problem-not-found-now = Revise la dirección o empiece de nuevo desde la primera página.
problem-not-allowed-title = Usted no puede hacer esto aquí
problem-not-allowed-happened = Usted puede ver este expediente, pero no le dieron permiso para hacer esto.
problem-not-allowed-safe = No se cambió ni se envió nada.
problem-not-allowed-now = La persona a quien pertenece el expediente puede darle ese permiso en su página "Personas".
problem-form-expired-title = Por favor llene el formulario otra vez
problem-form-expired-happened = El formulario era muy antiguo o venía de otra página, por eso no lo usamos.
problem-form-expired-safe = No se cambió ni se envió nada.
problem-form-expired-now = Regrese, vuelva a cargar la página y envíe el formulario una vez más.
problem-unclear-title = No entendimos eso
problem-unclear-happened = Algo en la dirección o en el formulario no es como lo esperábamos.
problem-unclear-safe = No se cambió ni se envió nada.
problem-unclear-now = Regrese e intente otra vez, o empiece desde la primera página.
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
problem-failed-now = Intente otra vez en unos minutos. Si vuelve a pasar, llámenos: el número está al pie de esta página.

nav-about = Datos del paciente
cancel = Cancelar
born-month = Mes
born-day = Día
born-year = Año
pager-label = Más de esta lista
pager-newer = Más recientes
pager-older = Más antiguos
