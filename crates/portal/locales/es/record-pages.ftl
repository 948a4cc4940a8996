### Las páginas de un expediente.

## Lo que dice cada dato

entry-new = Nuevo desde que usted lo vio
entry-error-text = Quien escribió este dato lo marcó como un error. Sigue en el expediente para que nada desaparezca, pero no se guíe por él.
entry-status = Estado
entry-date = Fecha
entry-source = De dónde viene
entry-no-source = El expediente no lo dice
entry-from = Fuente: { $source }
entry-visit = Consulta
entry-until = hasta { EL($date) }
entry-usual-range = Habitual: { $range }
entry-earlier = { $count ->
    [one] También en otro dato
   *[other] También en otros { $count } datos
}
back-to = Volver a: { $page }

ago-today = hoy
ago-yesterday = ayer
ago-days = hace { $count } días
ago-weeks = { $count ->
    [one] hace 1 semana
   *[other] hace { $count } semanas
}
ago-months = { $count ->
    [one] hace 1 mes
   *[other] hace { $count } meses
}
ago-years = { $count ->
    [one] hace 1 año
   *[other] hace { $count } años
}
in-tomorrow = mañana
in-days = en { $count } días
in-months = en { $count ->
    [one] 1 mes
   *[other] { $count } meses
}

## Elegir días y páginas anteriores

filter-presets = Mostrar
filter-all = Todas las fechas
filter-year = Últimos 12 meses
filter-month = Últimos 30 días
filter-shown = Se muestra: { $days }
filter-from = Desde
filter-to = Hasta
filter-show = Mostrar estos días
filter-not-a-date = No pudimos leer esa fecha. Escríbala como año-mes-día, por ejemplo 2026-05-03.
filter-wrong-order = El primer día es posterior al último. Por favor, cámbielos de lugar.
days-between = { DEL($from) } { AL($to) }
days-from = desde { EL($from) }
days-to = hasta { EL($to) }
pager-label = Más páginas
pager-place = Datos { $from } a { $to } de { $count }
pager-place-only = Datos { $from } a { $to }
pager-newer = Ver más recientes
pager-older = Ver más antiguos

## La frase al comienzo de cada página

lead-medications = { $current ->
    [0] { $whose ->
        [own] Ninguna lista de los últimos 12 meses indica una medicina que usted tome.
       *[other] Ninguna lista de los últimos 12 meses indica una medicina que { $name } tome.
    }
    [one] { $whose ->
        [own] Usted toma 1 medicina, según las listas de los últimos 12 meses.
       *[other] { $name } toma 1 medicina, según las listas de los últimos 12 meses.
    }
   *[other] { $whose ->
        [own] Usted toma { $current } medicinas, según las listas de los últimos 12 meses.
       *[other] { $name } toma { $current } medicinas, según las listas de los últimos 12 meses.
    }
}
lead-medications-differ = { $current ->
    [one] Hay 1 medicina en las listas de los últimos 12 meses.
   *[other] Hay { $current } medicinas en las listas de los últimos 12 meses.
}
lead-newest-list = La lista más reciente es { DEL($date) }.
lead-old-list = { $count ->
    [one] Solo en una lista anterior: 1. Pregunte si sigue vigente.
   *[other] Solo en listas anteriores: { $count }. Pregunte si siguen vigentes.
}
lead-old-list-applies = { $count ->
    [one] Solo en una lista anterior: 1. Pregunte si sigue vigente.
   *[other] Solo en listas anteriores: { $count }. Pregunte si siguen vigentes.
}
lead-differing = { $count ->
    [one] En 1 caso las listas no coinciden: pregunte cuál es la correcta.
   *[other] En { $count } casos las listas no coinciden: pregunte cuál es la correcta.
}
lead-differing-medications = { $count ->
    [one] Las listas no coinciden en 1 medicina: pregunte cuál es la correcta antes de tomarla o cambiarla.
   *[other] Las listas no coinciden en { $count } medicinas: pregunte cuál es la correcta antes de tomarlas o cambiarlas.
}
lead-planned = { $count ->
    [one] 1 más está previsto para más adelante.
   *[other] { $count } más están previstos para más adelante.
}
lead-others = { $count ->
    [one] 1 dato de abajo dice que algo no es así, no se hizo o solo está previsto.
   *[other] { $count } datos de abajo dicen que algo no es así, no se hizo o solo está previsto.
}
lead-others-medications = { $count ->
    [one] 1 de abajo no se toma, solo está prevista o se anotó por error.
   *[other] { $count } de abajo no se toman, solo están previstas o se anotaron por error.
}
lead-others-vaccines = { $count ->
    [one] 1 de abajo no se aplicó, solo está prevista o se anotó por error.
   *[other] { $count } de abajo no se aplicaron, solo están previstas o se anotaron por error.
}
lead-none-known = Lo que dice el expediente: { $told }.
lead-allergies = { $current ->
    [0] Ninguna alergia de este expediente está activa ahora.
    [one] { $whose ->
        [own] Usted tiene 1 alergia o intolerancia anotada.
       *[other] { $name } tiene 1 alergia o intolerancia anotada.
    }
   *[other] { $whose ->
        [own] Usted tiene { $current } alergias e intolerancias anotadas.
       *[other] { $name } tiene { $current } alergias e intolerancias anotadas.
    }
}
lead-conditions = { $current ->
    [0] Ningún problema de salud de este expediente está activo ahora.
    [one] 1 problema de salud figura como activo en este expediente.
   *[other] { $current } problemas de salud figuran como activos en este expediente.
}
lead-vaccines = { $count ->
    [0] Este expediente no tiene ninguna dosis de vacuna puesta.
    [one] Este expediente indica 1 dosis de vacuna.
   *[other] Este expediente indica { $count } dosis de vacunas.
}
lead-procedures = { $count ->
    [0] Este expediente no indica ningún dispositivo ni procedimiento hecho.
    [one] Este expediente indica 1 procedimiento o dispositivo.
   *[other] Este expediente indica { $count } procedimientos y dispositivos.
}
lead-visits = { $current ->
    [0] { $count ->
        [one] Este expediente indica 1 consulta, y ninguna próxima.
       *[other] Este expediente indica { $count } consultas, y ninguna próxima.
    }
    [one] Hay una consulta próxima.
   *[other] Hay { $current } consultas próximas.
}
lead-visits-next = { $count ->
    [one] La próxima consulta es { EN($date) }.
   *[other] Hay { $count } consultas próximas. La primera es { EN($date) }.
}
lead-documents = { $count ->
    [one] Este expediente tiene 1 documento o nota. Puede leerlo aquí y descargar el original.
   *[other] Este expediente tiene { $count } documentos y notas. Puede leerlos aquí y descargar los originales.
}
lead-care-plans = { $current ->
    [0] Ningún plan de atención o meta de este expediente está activo ahora.
    [one] 1 plan de atención o meta de este expediente está activo ahora.
   *[other] { $current } planes de atención y metas de este expediente están activos ahora.
}
lead-care-team = { $current ->
    [0] Este expediente no indica a nadie en el equipo de atención ahora.
    [one] Este expediente indica 1 equipo de atención ahora.
   *[other] Este expediente indica { $current } equipos de atención ahora.
}
lead-social-history = { $count ->
    [one] Este expediente tiene 1 respuesta sobre la vida, los hábitos y la familia.
   *[other] Este expediente tiene { $count } respuestas sobre la vida, los hábitos y la familia.
}
lead-coverage = { $current ->
    [0] Ningún seguro de este expediente está vigente ahora.
    [one] 1 seguro de este expediente está vigente ahora.
   *[other] { $current } seguros de este expediente están vigentes ahora.
}
lead-claims = { $count ->
    [one] Este expediente tiene 1 cuenta.
   *[other] Este expediente tiene { $count } cuentas.
}
lead-other = { $count ->
    [one] Este expediente tiene 1 dato más que no corresponde a las otras páginas.
   *[other] Este expediente tiene { $count } datos más que no corresponden a las otras páginas.
}
lead-results = { $count ->
    [one] Este expediente tiene 1 resultado o informe.
   *[other] Este expediente tiene { $count } resultados e informes.
}
lead-results-plain = { $count ->
    [one] El resultado más reciente es { DEL($date) }. El expediente no dice si está dentro de lo habitual.
   *[other] Los { $count } resultados más recientes son { DEL($date) }. El expediente no dice si están dentro de lo habitual.
}
lead-results-newest = { $count ->
    [one] El resultado más reciente es { DEL($date) }.
   *[other] Los { $count } resultados más recientes son { DEL($date) }.
}
lead-results-marked = Quien lo envió lo marcó como normal.
lead-results-within = { $count ->
    [one] Está dentro de lo habitual.
   *[other] Ninguno está marcado como fuera de lo habitual.
}
lead-results-outside = { $outside ->
    [one] { $count ->
        [one] Está fuera de lo habitual.
       *[other] Uno de ellos está fuera de lo habitual.
    }
   *[other] { $outside } de ellos están fuera de lo habitual.
}
lead-results-odd = { $marked ->
    [one] { $count ->
        [one] Quien lo envió lo marcó como no normal.
       *[other] A uno de ellos, quien lo envió lo marcó como no normal.
    }
   *[other] A { $marked } de ellos, quien los envió los marcó como no normales.
}
lead-results-asking = { $count ->
    [one] El valor más reciente de 1 examen está fuera de lo habitual o fue marcado por quien lo envió. Puede ser de hace tiempo: vea su fecha.
   *[other] Los valores más recientes de { $count } exámenes están fuera de lo habitual o fueron marcados por quien los envió. Algunos pueden ser de hace tiempo: vea la fecha de cada uno.
}
lead-vital-signs = { $count ->
    [one] Este expediente tiene 1 medición, { DEL($date) }.
   *[other] Este expediente tiene { $count } mediciones. La más reciente es { DEL($date) }.
}
lead-last-visit = La última fue { EN($date) }.
lead-newest = El dato más reciente es { DEL($date) }.
lead-within-days = { $count ->
    [0] En esta página no hay nada de estas fechas: { $days }.
    [one] 1 dato: { $days }.
   *[other] { $count } datos: { $days }.
}
lead-undated = { $count ->
    [one] 1 de estos no tiene fecha. Se muestra con cualquier fecha que elija, para que no se pierda nada.
   *[other] { $count } de estos no tienen fecha. Se muestran con cualquier fecha que elija, para que no se pierda nada.
}
lead-older = Datos más antiguos, { $count } en total.

## Grupos

results-of-day = Resultados { DEL($date) }

## No hay nada

empty-medications = Este expediente no indica medicinas.
empty-allergies = Este expediente no indica alergias. Eso no significa que no las haya.
empty-conditions = Este expediente no indica problemas de salud.
empty-results = Este expediente no tiene resultados de exámenes.
empty-vital-signs = Este expediente no tiene signos vitales, como la presión arterial o el peso.
empty-vaccines = Este expediente no indica vacunas.
empty-procedures = Este expediente no indica procedimientos ni dispositivos.
empty-visits = Este expediente no indica consultas.
empty-documents = Este expediente no tiene documentos ni notas.
empty-care-plans = Este expediente no tiene planes de atención ni metas.
empty-care-team = Este expediente no dice quién está en el equipo de atención.
empty-social-history = Este expediente no tiene respuestas sobre la vida, los hábitos y la familia.
empty-coverage = Este expediente no tiene datos de seguro.
empty-claims = Este expediente no tiene cuentas médicas.
empty-other = No hay nada más en este expediente.
empty-to-you = Aquí no hay nada que usted pueda ver. Eso no significa que no haya nada.
empty-to-you-what = Si esperaba encontrar algo, pregunte a la persona de quien es el expediente.
lead-to-you = { $count ->
    [one] Un dato que usted puede ver.
   *[other] { $count } datos que usted puede ver.
}
empty-what = Puede ser que no se haya anotado, que solo esté en un documento, o que todavía no nos lo hayan enviado. Si falta algo, { $reach ->
        [phone] llámenos: el número está al final de esta página
       *[person] pregúntenos
    }.
empty-days-why = En esta página no hay nada de estas fechas.
empty-days-what = Puede haber datos de otros días.
empty-days-link = Mostrar todas las fechas
empty-page-why = Todo lo de estas páginas se muestra más arriba.
empty-end-why = No hay nada más antiguo.
empty-end-what = Llegó al final de la lista.
empty-newest-link = Mostrar los datos más recientes
empty-record-why = Este expediente todavía está vacío.
empty-record-what = Los datos aparecen aquí cuando sus médicos y hospitales nos los envían. Eso puede tardar unos días después de una consulta. Si cree que falta algo, { $reach ->
        [phone] llámenos: el número está al final de esta página
       *[person] pregúntenos
    }.
none-now-medications = No hay ninguna medicina indicada como actual. Las demás están en la página de medicinas.
none-now-allergies = No hay ninguna alergia indicada como activa ahora.
none-now-conditions = No hay ningún problema de salud indicado como activo ahora.
none-now-results = Hay informes, pero ningún valor para mostrar aquí.

## Resumen

overview-new = Novedades desde que usted lo vio
overview-old-list = { $count ->
    [one] No hay ninguna lista de los últimos 12 meses. 1 dato está en una lista anterior: pregunte si sigue vigente.
   *[other] No hay ninguna lista de los últimos 12 meses. { $count } datos están en listas anteriores: pregunte si siguen vigentes.
}
overview-new-more = Ver todo en la línea de tiempo
overview-results = Resultados más recientes
overview-conditions = Problemas de salud activos
overview-next-visit = Próxima consulta
overview-last-visit = Última consulta
overview-no-last-visit = El expediente no indica ninguna consulta anterior.
overview-no-last-visit-to-you = No hay ninguna consulta anterior que usted pueda ver.
overview-else = Más de este expediente
overview-timeline = Todo, mes por mes
more-medications = { $count ->
    [0] Ver todas las medicinas
    [one] Ver detalles y medicinas anteriores
   *[other] Ver las { $count } y las anteriores
}
more-results = Ver todos los resultados
more-allergies = { $count ->
    [0] Ver la página de alergias
    [one] Ver detalles
   *[other] Ver las { $count }
}
more-visits = Ver todas las consultas
more-conditions = { $count ->
    [0] Ver problemas de salud anteriores
    [one] Ver detalles y problemas anteriores
   *[other] Ver los { $count } y los anteriores
}

## Datos personales

about-lead = Esto es lo que el expediente dice sobre usted.
about-lead-to-you = Esto es lo que el expediente dice sobre la persona.
about-empty = Este expediente no tiene datos personales.
about-wrong = Si algo aquí no está bien, llámenos
about-related = Familia y otros contactos
language-en = Inglés
language-es = Español

## Signos vitales, un dato, una gráfica

vitals-latest = Lo más reciente de cada uno
vitals-all = Todas las mediciones, de la más reciente a la más antigua
table-date = Fecha
table-what = Qué
table-value = Valor
table-standing = Frente a lo habitual
detail-tests = Resultados de este informe
detail-read = Leer este documento: { $title }
detail-facts = Detalles
detail-clinical = Nombre clínico
chart-heading = Cómo ha cambiado
chart-table = Los mismos valores
chart-here = este
chart-no-standing = No se indica
chart-looked-back = Buscamos estos valores hasta { EL($date) }. Puede haber otros más antiguos más abajo en la lista.
lead-results-disputed = { $count ->
    [one] En 1 valor, la marca de quien lo envió y el rango impreso no concuerdan: pregunte.
   *[other] En { $count } valores, la marca de quien los envió y el rango impreso no concuerdan: pregunte.
 }
lead-results-contradicted = { $count ->
    [one] En 1 valor, la fuente escribe un número en su texto y otro en sus datos: pregunte cuál es el correcto.
   *[other] En { $count } valores, la fuente escribe un número en su texto y otro en sus datos: pregunte cuál es el correcto.
 }
ask-contradicted-1 = El documento tiene dos números distintos para este resultado. ¿Cuál es el correcto?
ask-contradicted-2 = ¿Es un número habitual para mí?
ask-contradicted-3 = ¿Conviene repetir el examen?
detail-as-written = Todas las cifras, tal como las escribió la fuente
ask-disputed-1 = La marca de este resultado y el rango impreso no concuerdan. ¿Cuál vale en mi caso?
ask-disputed-2 = ¿Es un valor habitual para mí?
ask-disputed-3 = ¿Conviene repetir el examen?
about-whole-number = Mostrar el número completo
ask-title = Lo que podría preguntar en su próxima consulta
ask-marked-1 = ¿Por qué se marcó este valor como no normal, y qué es lo habitual en mi caso?
ask-marked-2 = ¿Hace falta otro examen o un cambio en el tratamiento, y cuándo?
ask-marked-3 = ¿Qué puedo hacer yo, y cuándo debo llamarle?
ask-outside-1 = ¿Cuál puede ser la razón de que este valor esté fuera de lo habitual?
ask-outside-2 = ¿Hace falta otro examen o un cambio en el tratamiento, y cuándo?
ask-outside-3 = ¿Qué puedo hacer yo, y cuándo debo llamarle?
ask-usual-1 = ¿Es este el valor que usted esperaba en mi caso?
ask-usual-2 = ¿Cuándo hay que repetir este examen?
ask-usual-3 = ¿Cambia algo en mis medicinas o en mi plan?
files-title = Archivos originales
files-text = Estos son los archivos tal como nos llegaron, sin cambios. Se abren con un programa de su dispositivo.
file-original = Documento original
file-download = Descargar: { $title }
file-elsewhere = El expediente solo da una dirección: { $address }. No abrimos direcciones que vienen en documentos.
file-missing = El expediente nombra este archivo, pero no lo tiene. Pídalo en el lugar donde lo escribieron.
file-not-allowed = Usted puede leer este expediente, pero no le dieron el derecho de descargar.
codes-title = Nombres clínicos y códigos, para profesionales
codes-unknown = Código
codes-other = Código de otra lista
codes-address = Qué lista

## Una consulta

visit-download = Descargar esta consulta
visit-notes = Lo que se escribió
visit-empty-why = El expediente no dice nada más sobre esta consulta.
visit-empty-to-you = No hay nada más de esta consulta que usted pueda ver.
visit-empty-what = Si esperaba resultados o notas, puede ser que todavía estén en camino. Si no llegan, { $reach ->
        [phone] llámenos: el número está al final de esta página
       *[person] pregúntenos
    }.
visit-more = Esta página muestra { $shown } de los { $count } datos de esta consulta. La descarga los tiene todos.

## Línea de tiempo y búsqueda

timeline-lead = Todo lo que hay en este expediente, mes por mes, lo más reciente primero.
timeline-lead-to-you = Todo lo que usted puede ver en este expediente, mes por mes, lo más reciente primero.
search-title = Buscar en este expediente
search-label = ¿Qué busca?
search-hint = Por ejemplo: vacuna, azúcar, cirugía de rodilla, Dra. Lee. En español o en inglés.
search-button = Buscar
search-found = Lo que encontramos
search-lead = { $count ->
    [0] No encontramos nada para «{ $query }».
    [one] Encontramos 1 dato para «{ $query }».
   *[other] Encontramos { $count } datos para «{ $query }».
}
search-none-why = Nada en este expediente tiene estas palabras.
search-none-what = Pruebe con menos palabras, con otra forma de escribirlas o solo con el comienzo de una palabra. No se puede buscar dentro de imágenes ni de papeles escaneados.
search-too-many = Se muestran los { $shown } datos que mejor corresponden. Agregue una palabra para encontrar menos.
search-older = Buscar en datos más antiguos
