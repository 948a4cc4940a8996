### Lo que las páginas de un expediente responden de un vistazo.

## Una fila para cada examen

course-up = Subió desde { $value } ({ $date })
course-down = Bajó desde { $value } ({ $date })
course-same = Igual que antes ({ $date })
course-before = Antes: { $value } ({ $date })
course-that-day = el mismo día
course-once = Una sola vez
short-within = Dentro
short-above = Por encima
short-below = Por debajo
short-above-by = { $by } por encima
short-below-by = { $by } por debajo
pressure-upper-name = Número de arriba
pressure-lower-name = Número de abajo
tests-views = Formas de ver los resultados
tests-by-test = Por examen
tests-by-date = Por fecha
tests-asking = Requieren atención: { $count }
timeline-in-doubt = { $title } (el número es dudoso)
timeline-together = { $count ->
    [one] 1 dato
   *[other] { $count } datos
}
vitals-count = { $count ->
    [one] Este expediente tiene 1 medición.
   *[other] Este expediente tiene { $count } mediciones.
}
vitals-lead = Lo último que se midió: { $said }, { EN($date) }.
tests-name = Examen
tests-value = Valor
tests-range = Lo habitual
tests-course = Con el tiempo
tests-change = Cambio
tests-newest = Más reciente: { $date }
tests-loose = Otros exámenes
tests-all = Todos los exámenes
tests-others = Imágenes e informes
tests-cut = Aquí solo se muestran los resultados más recientes.
jump-label = Ir a
change-first = El primero aquí
change-unknown = No se puede comparar
change-up = Subió { $by }
change-down = Bajó { $by }
change-same = Igual
change-pressure = Número de arriba: { $upper }. Número de abajo: { $lower }.
chart-usual = Lo habitual: { $range }
chart-usual-word = habitual
chart-unit = Valores en { $unit }.
chart-band = La franja sombreada es el rango habitual que llegó con este valor.
chart-two = Línea continua: { $first }. Línea de trazos: { $second }.
goal-said = Meta: { $goal }
chart-goal = La línea de puntos es la meta que figura en este expediente.
comments-title = Lo que se escribió al respecto
table-since = Desde el anterior
detail-value = Este valor
detail-about = Para qué sirve este examen
detail-about-measured = Qué se mide
detail-about-told = De qué se trata

## Dos exámenes juntos

compare-go = Comparar dos exámenes
compare-title = Comparar dos exámenes
compare-lead = Elija dos exámenes o mediciones para verlos uno debajo del otro.
compare-one = El primero
compare-other = El segundo
compare-show = Comparar
compare-no-chart = No hay suficientes números para una gráfica.
compare-days = Día por día
compare-none = No se midió

## Resumen

overview-answer = { $count ->
    [0] No encontramos nada que requiera atención ahora
    [one] Una cosa requiere atención
   *[other] { $count } cosas requieren atención
}
overview-answer-to-you = Nada de lo que usted puede ver requiere atención ahora
overview-seen = Usted vio este expediente por última vez { EN($date) }.
overview-first = Es la primera vez que usted ve este expediente.
overview-new-since = Novedades desde { EL($date) }
overview-list = En la lista más reciente, { DEL($date) }
overview-lists = En listas de los últimos 12 meses; la más reciente es { DEL($date) }
overview-list-of = En la lista más reciente: { $source }, { $date }
overview-marked = { $count ->
    [one] 1 más fue marcado como normal por quien lo envió
   *[other] { $count } más fueron marcados como normales por quien los envió
}
overview-within = { $count ->
    [one] 1 más está dentro de lo habitual
   *[other] { $count } más están dentro de lo habitual
}
overview-told = Lo que se dijo y se hizo
overview-let-in = Dar acceso
overview-who-looked = Quién lo vio
overview-summary = Una página para un médico o un hospital
overview-about = Nombre, dirección, contactos
overview-sources = De dónde viene esto
overview-source = { $source }: su dato más reciente es { DEL($date) }
news-group = { $section }: { $count }
visit-calendar = Agregar a mi calendario
attend-differ = Las listas no coinciden
attend-differ-text = Las listas de este expediente no dicen lo mismo. Pregunte cuál es la correcta antes de cambiar algo.
attend-differ-go = Comparar las listas
attend-outside = Fuera de lo habitual
attend-outside-title = { $count } de los { $all } resultados más recientes { $count ->
    [one] está fuera de lo habitual
   *[other] están fuera de lo habitual
}
attend-marked = Marcado por quien lo envió
attend-marked-title = { $count } de los { $all } resultados más recientes { $count ->
    [one] fue marcado como no normal por quien lo envió
   *[other] fueron marcados como no normales por quien los envió
}
attend-disputed = Para preguntar
attend-disputed-title = { $count ->
    [one] En 1 resultado, la marca de quien lo envió y el rango no concuerdan
   *[other] En { $count } resultados, la marca de quien los envió y el rango no concuerdan
}
attend-contradicted = Para preguntar
attend-contradicted-title = { $count ->
    [one] En 1 resultado, la fuente escribe dos números distintos
   *[other] En { $count } resultados, las fuentes escriben dos números distintos
}
attend-results-go = Ver los resultados
attend-planned = Previsto
attend-planned-text = El expediente lo prevé para { EL($date) }.
attend-planned-go = Ver el plan
attend-ends = El acceso termina pronto
attend-ends-own = Su acceso a este expediente termina { EN($date) }
attend-ends-own-text = Si todavía lo necesita, pídaselo a la persona a quien pertenece el expediente.
attend-ends-own-go = Ver la actividad
attend-ends-text = Su acceso al expediente de usted termina { EN($date) }. Si todavía lo necesita, puede dárselo otra vez.
attend-ends-go = Personas con acceso

## Medicinas

medicine-compare = Las listas, lado a lado
medicine-name = Medicina
medicine-for = Para
medicine-when = Cuándo
medicine-end = Cómo terminó
medicine-differs = No coincide
medicine-not-listed = No está en esta lista
medicine-ask = Si no está seguro, llámenos
medicine-reason = Para: { $reason }
medicine-filled = Última entrega
medicine-fills = { $count ->
    [one] { $date }
   *[other] { $date }, { $count } veces en total
}
medicine-changes = Cambios en los últimos 6 meses
medicine-ended = Terminó
medicine-began = Empezó

## Una página para entregar y el comprobante de vacunas

summary-lead = Lo que dice este expediente { EN($date) }: medicinas, alergias, problemas de salud, contactos y valores más recientes.
summary-lead-to-you = Lo que usted puede ver de este expediente { EN($date) }, en una página.
summary-contacts = Contactos
summary-no-contacts = El expediente no indica contactos.
summary-no-contacts-to-you = No hay contactos que usted pueda ver.
summary-values = Valores más recientes
print-how = Para tener esta página en papel, imprímala desde su navegador.
proof-title = Comprobante de vacunas
proof-go = Comprobante de vacunas para imprimir
proof-vaccine = Vacuna
proof-dose = Dosis
proof-lot = Lote y fabricante
proof-by = Quién la puso
proof-from = Según lo anotado por { $organization } y por quienes le enviaron sus expedientes.

## Una consulta

visit-told = Lo que le dijeron
visit-told-in = Está escrito en:
visit-prepare = Cómo prepararse
visit-where = Dónde y con quién
visit-facts = Sobre esta consulta
visit-phone = Teléfono
visit-found = Lo que se encontró
visit-outside = { $count ->
    [one] 1 valor está fuera de lo habitual.
   *[other] { $count } valores están fuera de lo habitual.
}
visit-marked = { $count ->
    [one] 1 valor fue marcado como no normal por quien lo envió.
   *[other] { $count } valores fueron marcados como no normales por quien los envió.
}
visit-send = Enviar esta consulta
chart-day = { $number } { $month }
chart-month = { $month } { $number }
search-instead = No encontramos nada para «{ $query }», así que buscamos palabras que se escriben casi igual.

## Cuentas médicas

bills-what = Cuenta
bills-billed = Se cobró
bills-paid = Pagó el seguro
bills-owed = Usted debe
bills-untold = No se indica
bills-not-said = { $count ->
    [one] 1 cuenta de este año no dice lo que usted debe.
   *[other] { $count } cuentas de este año no dicen lo que usted debe.
}
bills-rest = Lo cobrado puede ser más que lo pagado y lo que se debe. El resto suele ser un descuento acordado entre el seguro y la clínica. Si no entiende un monto, pregunte a quien envió la cuenta.
bills-lead-owed = De { $year }, estas cuentas dicen que usted debe { $sum }.
bills-lead-owed-other = De { $year }, estas cuentas dicen que se deben { $sum }.
bills-owed-other = Debe el paciente
timeline-more = y { $count } más
overview-answer-old = Lo más reciente aquí es { DEL($date) }

## A summary that is kept on a device

keep-title = Guardar esta página en este dispositivo
keep-text = Puede guardar esta página aquí. Así se abre aunque no haya internet. Se queda como está hoy hasta que usted la guarde de nuevo.
keep-risk = Entonces su información de salud queda en este dispositivo. Cualquier persona que pueda desbloquearlo puede leerla. No lo haga en un dispositivo que comparte.
keep-until = Borrarla cuando yo cierre la sesión
keep-go = Guardar en este dispositivo
keep-stays = Se abre cuando no hay internet. No incluye los cambios posteriores del expediente.
keep-remove = Borrarla de este dispositivo
keep-removed = La página guardada se borró de este dispositivo.
keep-failed = No se pudo guardar. No quedó nada en este dispositivo. Revise la conexión e inténtelo de nuevo.
keep-still = En este dispositivo todavía está guardada una página con información de salud.
kept-said = Guardada en este dispositivo el { $moment }
kept-old = No cambia por sí sola. Es posible que su expediente diga más ahora.
kept-open = Abrir el expediente completo
