### Medidas.

measures-title = Indicadores
measures-lead = Qué tan pronto pueden ver los pacientes lo que se hizo, cuántos lo usan y qué tan pronto se responden sus solicitudes.
measures-period = Período
measures-months = Meses
measures-quarters = Trimestres
measures-years = Años
measures-of = De quién son las consultas
measures-all = Todas las consultas
measures-sites = Organizaciones
measures-providers = Profesionales
measures-own-days = Elegir otros días
measures-days-wrong = El último día no puede ser anterior al primero ni estar a más de cinco años.
measures-month = { $month } de { $year }
measures-quarter = Trimestre { $quarter } de { $year }
measures-days = Del { $from } al { $to }
measures-behind = Todavía no se ha contado todo. Los números pueden cambiar.
measures-so-far = { $count ->
    [one] Hasta ahora se contó 1 paciente
   *[other] Hasta ahora se contaron { $count } pacientes
}, y hay más: los números son demasiado bajos. El servidor sigue contando. Vuelva a mirar en unos minutos, o siga ahora.
measures-go-on = Seguir contando
measures-none = En este período no hubo consultas ni solicitudes.
measures-what = Medida
measures-share = Proporción
measures-counts = Contados
measures-left-out = Excluidos
measures-who = Quiénes
measures-percent = { $number } %
measures-nobody = Ninguno en este período
measures-of-all = { $count } de { $all }
measures-who-in = Los que sí
measures-who-not = Los que no
measures-who-out = Los excluidos
measures-office-access = La consulta se pudo ver en 4 días hábiles
measures-hospital-access = La hospitalización se pudo ver en las 36 horas después del alta
measures-used = Miraron, descargaron o enviaron
measures-viewed = Miraron el expediente
measures-downloaded = Lo descargaron
measures-sent = Lo enviaron
measures-apps = Usaron una aplicación
measures-caregivers = Dieron acceso a otra persona
measures-answered = Solicitudes respondidas dentro del plazo
measures-no-apps = Ninguna aplicación ha leído un expediente de estos pacientes.
measures-median = { $count ->
    [0] La mitad de las respuestas llegó el mismo día de la solicitud.
    [one] La mitad de las respuestas llegó en un día.
   *[other] La mitad de las respuestas llegó en { $count } días.
}
measures-file = Descargar como tabla (CSV)
measures-over-time = Mes por mes
measures-as-table = Lo mismo como tabla
measures-month-title = Mes
measures-often = Con qué frecuencia
measures-often-text = Lo que se hizo en este período, quienquiera que lo hiciera. Una persona pudo hacerlo muchas veces.
measures-often-viewed = Páginas de expedientes consultadas
measures-often-downloaded = Archivos descargados
measures-often-sent = Expedientes enviados
measures-often-imported = Veces que algo entró en un expediente
measures-often-caregivers = Invitaciones aceptadas por cuidadores
measures-often-joined = Códigos de invitación usados por pacientes
measures-meaning = Qué significan estos números
measures-meaning-access = Cada paciente cuenta una vez por período, por muchas consultas que haya tenido. Cuenta como a tiempo solo si lo estuvo cada una de sus consultas. Una consulta está a tiempo si había llegado dentro del plazo, el paciente tenía una cuenta o un código válido y ninguna regla retenía nada de ella.
measures-meaning-late = Los pacientes sin cuenta ni código cuentan como fuera de plazo. Se excluye a aquellos de quienes la ley reserva todas sus consultas.
measures-meaning-use = El uso se cuenta entre los pacientes que tuvieron una consulta en el período. Cuenta lo que un cuidador hace por ellos. Nunca cuenta lo que hace el personal.
measures-meaning-requests = Las solicitudes cuentan en el período en que se hicieron. Se excluyen las retiradas y las que todavía tienen plazo.
measures-meaning-more = Las definiciones y sus fuentes están en la documentación de este programa, en «Measures» (en inglés).
measures-behind-title = Pacientes detrás de un número
measures-behind-text = Cada uno puede leer en su actividad que usted vio su nombre en esta lista.
measures-but-not = Pero no: { $what }
measures-behind-none = No hay nadie.
measures-behind-end = No hay nadie más.
measures-behind-none-yet = Nadie hasta ahora. Quedan más pacientes por revisar.
measures-name = Nombre
measures-born = Fecha de nacimiento
measures-account = Cuenta
measures-has-account = Tiene cuenta
measures-has-none = Todavía sin cuenta
measures-more = Mostrar más
measures-group-seen = Tuvieron una consulta
measures-group-office = Tuvieron una consulta fuera de un hospital
measures-group-office-in-time = Todas las consultas se pudieron ver a tiempo
measures-group-office-excluded = La ley reserva todas las consultas
measures-group-hospital = Salieron de un hospital
measures-group-hospital-in-time = Todas las hospitalizaciones se pudieron ver a tiempo
measures-group-hospital-excluded = La ley reserva todas las hospitalizaciones
measures-group-used = Miraron, descargaron o enviaron
measures-group-viewed = Miraron el expediente
measures-group-downloaded = Lo descargaron
measures-group-sent = Lo enviaron
measures-group-app = Usaron una aplicación
measures-group-caregiver = Dieron acceso a otra persona
