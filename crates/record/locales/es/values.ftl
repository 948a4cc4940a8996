# Valores medidos: unidades, rango habitual, cómo está el valor.

## Unidades

unit-tablet = { $count ->
    [one] tableta
   *[other] tabletas
 }
unit-tablet-extended = { $count ->
    [one] tableta de liberación prolongada
   *[other] tabletas de liberación prolongada
 }
unit-tablet-delayed = { $count ->
    [one] tableta de liberación retardada
   *[other] tabletas de liberación retardada
 }
unit-tablet-coated = { $count ->
    [one] tableta recubierta
   *[other] tabletas recubiertas
 }
unit-tablet-chewable = { $count ->
    [one] tableta masticable
   *[other] tabletas masticables
 }
unit-tablet-dissolving = { $count ->
    [one] tableta que se deshace en la lengua
   *[other] tabletas que se deshacen en la lengua
 }
unit-tablet-soluble = { $count ->
    [one] tableta soluble
   *[other] tabletas solubles
 }
unit-capsule = { $count ->
    [one] cápsula
   *[other] cápsulas
 }
unit-capsule-extended = { $count ->
    [one] cápsula de liberación prolongada
   *[other] cápsulas de liberación prolongada
 }
unit-capsule-delayed = { $count ->
    [one] cápsula de liberación retardada
   *[other] cápsulas de liberación retardada
 }
unit-puff = { $count ->
    [one] inhalación
   *[other] inhalaciones
 }
unit-spray = { $count ->
    [one] aplicación de aerosol
   *[other] aplicaciones de aerosol
 }
unit-drop = { $count ->
    [one] gota
   *[other] gotas
 }
unit-patch = { $count ->
    [one] parche
   *[other] parches
 }
unit-suppository = { $count ->
    [one] supositorio
   *[other] supositorios
 }
unit-inhaler = { $count ->
    [one] inhalador
   *[other] inhaladores
 }
unit-cartridge = { $count ->
    [one] cartucho
   *[other] cartuchos
 }
unit-application = { $count ->
    [one] aplicación
   *[other] aplicaciones
 }
unit-packet = { $count ->
    [one] sobre
   *[other] sobres
 }
unit-vial = { $count ->
    [one] frasco
   *[other] frascos
 }
unit-ampule = { $count ->
    [one] ampolla
   *[other] ampollas
 }
unit-lozenge = { $count ->
    [one] pastilla para chupar
   *[other] pastillas para chupar
 }
unit-dose = { $count ->
    [one] dosis
   *[other] dosis
 }
unit-syringe = { $count ->
    [one] jeringa
   *[other] jeringas
 }
unit-tablespoon = { $count ->
    [one] cucharada
   *[other] cucharadas
 }
unit-teaspoon = { $count ->
    [one] cucharadita
   *[other] cucharaditas
 }
unit-unit = { $count ->
    [one] unidad
   *[other] unidades
 }
unit-international = { $count ->
    [one] unidad internacional
   *[other] unidades internacionales
 }
unit-year = { $count ->
    [one] año
   *[other] años
 }
unit-month = { $count ->
    [one] mes
   *[other] meses
 }
unit-week = { $count ->
    [one] semana
   *[other] semanas
 }
unit-day = { $count ->
    [one] día
   *[other] días
 }
unit-hour = { $count ->
    [one] hora
   *[other] horas
 }
unit-minute = { $count ->
    [one] minuto
   *[other] minutos
 }
unit-second = { $count ->
    [one] segundo
   *[other] segundos
 }
unit-point = { $count ->
    [one] punto
   *[other] puntos
 }
unit-pack-year = { $count ->
    [one] paquete-año
   *[other] paquetes-año
 }
unit-pack-per-day = { $count ->
    [one] cajetilla al día
   *[other] cajetillas al día
 }
unit-mg-per-puff = mg por inhalación
unit-mcg-per-puff = mcg por inhalación
unit-per-minute = por minuto
unit-per-hour = por hora
unit-per-day = por día
unit-per-week = por semana

## Lo mismo en las unidades que se usan a diario

amount-without-unit = { $count } (la fuente no dice de qué)
value-percent = { $value } %
value-beside = { $value } ({ $beside })
beside-pounds = { $value } libras
beside-pounds-ounces = { $pounds } libras y { $ounces } onzas
beside-feet-inches = { $feet } pies y { $inches } pulgadas
beside-inches = { $value } pulgadas
beside-fahrenheit = { $value } °F

## Rango habitual

range-over = más de { $low }
range-under = menos de { $high }

## Cuando la marca del remitente y el rango impreso no concuerdan

standing-marked-usual = Marcado como normal por quien lo envió, pero fuera del rango impreso: pregunte
standing-marked-unusual = Marcado como no normal por quien lo envió, pero dentro del rango impreso: pregunte
standing-marked-otherwise = La marca de quien lo envió y el rango impreso no concuerdan: pregunte

## Donde solo la marca de quien lo envió dice cómo está un valor

marked-usual = Marcado como normal por quien lo envió
marked-high = Marcado como alto por quien lo envió
marked-low = Marcado como bajo por quien lo envió
marked-far-high = Marcado como muy alto por quien lo envió
marked-far-low = Marcado como muy bajo por quien lo envió
marked-unusual = Marcado como no normal por quien lo envió
marked-no-range = { $marked }; sin rango

## Presión arterial

pressure-upper = Número de arriba: { $standing }.
pressure-lower = Número de abajo: { $standing }.
