# Palabras de un documento para el sistema de un consultorio (C-CDA).

ccda-title = Resumen del expediente médico
ccda-column-date = Fecha
ccda-column-what = Qué es
ccda-column-value = Valor
ccda-column-status = Estado
ccda-column-details = Detalles
ccda-usual-range = valores habituales: { $range }
ccda-section-family = Antecedentes familiares
ccda-section-equipment = Dispositivos
ccda-section-goals = Metas
ccda-nothing = El expediente no contiene nada en esta sección.
ccda-left-out = { $count ->
    [one] Hay un dato de esta sección que no se pidió y que no está en este documento.
   *[other] Hay { $count } datos de esta sección que no se pidieron y que no están en este documento.
  }
