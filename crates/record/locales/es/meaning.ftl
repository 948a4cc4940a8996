# Lo que significan los datos: títulos de lo actual y lo pasado, y lo que no es así.

## Delante del nombre de lo que no es así

title-ruled-out = Descartado: { $title }
title-not-taken = No se toma: { $title }
title-not-given = No se aplicó: { $title }
title-not-done = No se hizo: { $title }

## En qué estado está, cuando la fecha ya no permite lo que dijo la fuente

stands-over = Terminó { EN($date) }
stands-was-planned = Estaba previsto para { EL($date) }. Este dato no dice si se hizo.
stands-on-list = Estaba en la lista { DEL($date) }. Ninguna lista más nueva dice lo mismo: pregunte si sigue vigente.
stands-on-list-of = Estaba en la lista { DEL($date) } de { $source }. Ninguna lista más nueva dice lo mismo: pregunte si sigue vigente.
stands-on-earlier-list = La lista que lo nombra tiene fecha { DEL($date) }, anterior a la que se indica aquí. Ninguna lista más nueva dice lo mismo: pregunte si sigue vigente.
stands-on-earlier-list-of = La lista de { $source } que lo nombra tiene fecha { DEL($date) }, anterior a la que se indica aquí. Ninguna lista más nueva dice lo mismo: pregunte si sigue vigente.
stands-only-begun = Nada indica cuándo se comprobó por última vez. Pregunte si sigue vigente.

## Listas que no coinciden

differs = Estas listas no coinciden: pregunte cuál es la correcta.
differs-line = { $source }, { $date }: { $what }
differs-line-undated = { $source }: { $what }
differs-source-unknown = Una fuente sin nombre

## Títulos

group-ahead-medications = Por empezar
group-now-medications = Medicinas actuales
group-old-list-medications = En una lista anterior
group-past-medications = Medicinas anteriores
group-not-medications = No se toman, o se anotaron por error
group-ahead-allergies = Por comprobar
group-now-allergies = Alergias e intolerancias actuales
group-old-list-allergies = En una lista anterior
group-past-allergies = Ya no están activas
group-not-allergies = Descartadas, ninguna conocida o por error
group-ahead-conditions = Por comprobar
group-now-conditions = Activos ahora
group-old-list-conditions = Anotados en consultas anteriores
group-past-conditions = Pasados
group-not-conditions = Descartados, ninguno conocido o por error
group-ahead-vaccines = Vacunas previstas
group-now-vaccines = Dosis aplicadas
group-old-list-vaccines = Recomendadas hace tiempo
group-past-vaccines = Dosis aplicadas
group-not-vaccines = No aplicadas
group-ahead-procedures = Previstos
group-now-procedures = Previstos
group-old-list-procedures = Previstos hace tiempo
group-past-procedures = Procedimientos y dispositivos
group-not-procedures = No se hicieron
group-ahead-visits = Próximas
group-now-visits = En curso
group-old-list-visits = En una lista anterior
group-past-visits = Consultas pasadas
group-not-visits = No se realizaron, o ninguna conocida
group-ahead-care-plans = Previstos
group-now-care-plans = Activos ahora
group-old-list-care-plans = En una lista anterior
group-past-care-plans = Pasados
group-not-care-plans = No se llevaron a cabo
group-ahead-care-team = Previsto
group-now-care-team = En el equipo ahora
group-old-list-care-team = En una lista anterior
group-past-care-team = Pasado
group-not-care-team = No está en el equipo
group-abilities = Estado funcional: cómo se maneja la vida diaria
group-life = Hábitos, vida y familia
group-ahead-coverage = Prevista
group-now-coverage = Vigente ahora
group-old-list-coverage = En una lista anterior
group-past-coverage = Pasada
group-not-coverage = No vigente
