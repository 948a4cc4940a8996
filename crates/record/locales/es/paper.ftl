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
    [0] Nada que sea así. { $others ->
        [one] 1 dato dice que algo no es así, no se hizo o se retiró.
       *[other] { $others } datos dicen que algo no es así, no se hizo o se retiró.
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
manifest-dates-between = Datos del { $from } al { $to }.
manifest-dates-from = Datos desde el { $from }.
manifest-dates-to = Datos hasta el { $to }.
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
withheld-caregiver-limit = El paciente no ha abierto esta parte a la persona que preparó este archivo.
withheld-sensitive = Este tipo de información tiene protección especial.
withheld-restriction = El paciente pidió que no la compartamos.
withheld-scope = La aplicación no recibió acceso a esta parte.
withheld-other = Una regla de la organización no permite entregarla. Llámenos para preguntar por qué.
