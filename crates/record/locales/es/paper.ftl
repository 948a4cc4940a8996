# Lo que dice el papel, la página web en archivo y el archivo de texto, y lo que dicen de sí mismos.

paper-title = Expediente médico
paper-title-of = Expediente médico de { $name }
paper-no-name = una persona sin nombre en este expediente
paper-name = Nombre
paper-birth-date = Fecha de nacimiento
paper-gender = Género
paper-address = Dirección
paper-phone = Teléfono
paper-email = Correo electrónico
paper-identifier = Número
paper-made-at = Preparado el
paper-made-by = Preparado por
paper-help = Ayuda
paper-help-phone = Llame al { $phone }
paper-help-hours = { $hours }
paper-web = Sitio web
paper-asked-for = Lo que se pidió
paper-count = { $count ->
    [one] 1 dato
   *[other] { $count } datos
}
paper-count-and-not = { $count ->
    [0] { $others ->
        [one] Solo 1 dato, que dice que algo no es así, no se hizo o se retiró
       *[other] Solo { $others } datos, que dicen que algo no es así, no se hizo o se retiró
    }
    [one] 1 dato, y { $others ->
        [one] 1 que dice que algo no es así, no se hizo o se retiró
       *[other] { $others } que dicen que algo no es así, no se hizo o se retiró
    }
   *[other] { $count } datos, y { $others ->
        [one] 1 que dice que algo no es así, no se hizo o se retiró
       *[other] { $others } que dicen que algo no es así, no se hizo o se retiró
    }
}
paper-contents = Contenido
paper-back = Volver al contenido
paper-page = Página { $page } de { $pages }

## Columnas y líneas de un dato

paper-what = Examen
paper-measured = Medición
paper-result = Resultado
paper-range = Valores habituales
row-range = valores habituales { $range }
paper-standing = Comparado con lo habitual
paper-date = Fecha
paper-status = En qué estado está
paper-part = Parte
paper-clinical-name = Nombre clínico
paper-source = De
paper-ask = Pregunte por esto
paper-also = También consta
paper-attachment = Archivo
paper-file-stored = Puede descargarlo en el portal.
paper-file-inline = Es parte del archivo FHIR de este expediente.
paper-file-elsewhere = Con el expediente solo llegó su dirección: { $address }
paper-file-missing = La fuente menciona este archivo, pero no lo entregó.
paper-file-unnamed = Archivo sin nombre
paper-from-until = { $from } a { $until }
paper-empty-dates = No hay nada aquí en los días que eligió.
paper-empty-withheld = No hay nada aquí que se pueda mostrar. Algunos datos no se entregaron; la última sección dice por qué.

## Qué hay en un archivo y qué no

manifest-title = Qué hay en este archivo
manifest-everything = El expediente completo.
manifest-dates-between = Datos { DEL($from) } { AL($to) }.
manifest-dates-from = Datos desde { EL($from) }.
manifest-dates-to = Datos hasta { EL($to) }.
manifest-sections = Solo estas secciones: { $sections }.
manifest-visit = Solo lo que pertenece a una consulta.
manifest-included = En este archivo
manifest-left-out = Está en el expediente, pero no se pidió
manifest-withheld = No se entregó
manifest-unreadable = No se pudo leer
manifest-undated-title = Sin fecha
manifest-sources = De quién vienen los datos
manifest-line = { $section }: { $count ->
    [one] 1 dato
   *[other] { $count } datos
}
manifest-total = { $count ->
    [one] 1 dato en total
   *[other] { $count } datos en total
}
manifest-nothing = Nada.
manifest-of-a-grant = Este archivo contiene lo que puede ver aquí la persona que lo preparó. El expediente puede contener más.
manifest-complete = No se dejó nada fuera y no se retuvo nada.
manifest-undated = { $count ->
    [one] 1 dato no tiene fecha. Está en este archivo porque dejarlo fuera podría ocultar algo.
   *[other] { $count } datos no tienen fecha. Están en este archivo porque dejarlos fuera podría ocultar algo.
}
manifest-unreadable-line = { $count ->
    [one] No se pudo leer 1 dato. Sigue guardado; por favor llámenos.
   *[other] No se pudieron leer { $count } datos. Siguen guardados; por favor llámenos.
}
manifest-withheld-line = { $count ->
    [one] 1 dato
   *[other] { $count } datos
}: { $reason }
manifest-documents = Qué se hizo con los documentos
# Lo que afirman los documentos se cuenta aparte: varias anotaciones pueden ser un solo dato del expediente.
manifest-documents-mapped = { $count ->
    [one] 1 anotación de un documento está en el expediente.
   *[other] { $count } anotaciones de documentos están en el expediente.
}
manifest-documents-as-text = { $count ->
    [one] 1 anotación se muestra solo con las palabras de su documento.
   *[other] { $count } anotaciones se muestran solo con las palabras de sus documentos.
}
manifest-documents-blank = { $count ->
    [one] 1 anotación estaba vacía o decía que no hay nada.
   *[other] { $count } anotaciones estaban vacías o decían que no hay nada.
}
manifest-documents-not-understood = { $count ->
    [one] No se pudo leer 1 anotación. Está solo en el documento original.
   *[other] No se pudieron leer { $count } anotaciones. Están solo en los documentos originales.
}
entry-mapped = Incorporado al expediente
entry-as-text = Se muestra solo con las palabras de su sección
entry-not-understood = No se entendió: está solo en el original
entry-blank = Nada que incorporar
entry-blank-nothing-said = Nada que incorporar: está vacío
entry-blank-none = Nada que incorporar: dice que no hay
entry-blank-no-answer = Nada que incorporar: una pregunta sin respuesta
entry-blank-elsewhere = Nada que incorporar: remite a otro dato
entry-blank-mark = Nada que incorporar: dice qué tan confidenciales son otros
entry-blank-part = Nada que incorporar: no afirma nada por sí mismo
withheld-caregiver-limit = El paciente no ha abierto esta parte a la persona que preparó este archivo.
withheld-sensitive = Este tipo de información tiene protección especial.
withheld-restriction = El paciente pidió que no la compartamos.
withheld-scope = La aplicación no recibió acceso a esta parte.
withheld-site-rule = Una regla de la organización retiene los resultados nuevos por poco tiempo.
withheld-other = Una regla de la organización no permite entregarla. Llámenos para preguntar por qué.

## Qué tan confidencial es algo

paper-protected = Con protección especial
paper-confidentiality = Confidencialidad
fact-confidentiality = Confidencialidad
confidentiality-restricted = Restringido: con protección especial
confidentiality-very-restricted = Muy restringido: solo para unas pocas personas designadas
label-part2 = Protegido por las normas federales sobre tratamientos por alcohol o drogas (42 CFR parte 2)
label-not-further = No se puede pasar a otros sin el permiso del paciente
label-not-without-consent = No se puede mostrar sin el permiso del paciente
label-substance-use = Sobre el uso de alcohol o drogas
label-mental-health = Sobre la salud mental
label-hiv = Sobre el VIH
label-sexual-health = Sobre la salud sexual
label-reproductive-health = Sobre la salud reproductiva
label-genetics = Sobre los genes y enfermedades hereditarias
label-violence = Sobre la violencia
label-personal = Datos personales con protección especial
label-sensitive = Un asunto delicado
label-for-use = Entregado para un solo fin, por ejemplo el tratamiento
notice-part2 = La norma federal 42 CFR parte 2 prohíbe usar o divulgar estos expedientes sin autorización (42 CFR part 2 prohibits unauthorized use or disclosure of these records). Una parte de lo que hay aquí viene de un tratamiento por alcohol o drogas y la ley federal la protege. Quien la reciba solo puede usarla o pasarla a otros como el paciente lo autorizó por escrito, o como esa ley lo permite. Las partes protegidas lo dicen.
notice-not-further = Una parte de lo que hay aquí no se puede pasar a otros sin el permiso del paciente. Las partes protegidas lo dicen.
notice-restricted = Una parte de lo que hay aquí tiene protección especial. Muéstrela solo a quien la necesite. Las partes protegidas lo dicen.

## La hoja para entregar

sheet-title-of = Resumen de { $name }
sheet-values = Últimos valores
sheet-contacts = Contactos
sheet-no-values = Esta hoja no tiene valores.
sheet-no-contacts = Esta hoja no nombra contactos.
sheet-none-medications = Aquí no figura ninguna medicina que se tome ahora. Eso no quiere decir que no se tome ninguna: por favor, pregunte.
sheet-none-allergies = Aquí no figura ninguna alergia. Eso no quiere decir que no haya ninguna: por favor, pregunte.
sheet-none-conditions = Aquí no figura ningún problema de salud actual. Eso no quiere decir que no haya ninguno: por favor, pregunte.
sheet-more = { $count ->
    [one] 1 más no cabe en esta hoja.
   *[other] { $count } más no caben en esta hoja.
}
sheet-old = Solo en listas anteriores: pregunte si sigue vigente
sheet-on-list = En la lista { DEL($date) }
sheet-differs = Las listas no coinciden: por favor, pregunte
sheet-made = Preparado el { $made } por { $by }. Es solo una parte del expediente.
sheet-withheld = Hay partes del expediente que no se muestran y no están en esta hoja.
sheet-unreadable = Hay partes del expediente que no se pudieron leer y no están en esta hoja.
sheet-sources = De: { $sources }
sheet-wallet-more = … Hay más en la hoja.
sheet-wallet-grave = grave o con riesgo de vida
sheet-wallet-how = vea la hoja
sheet-wallet = Para la cartera: corte por la línea y doble dos veces.
