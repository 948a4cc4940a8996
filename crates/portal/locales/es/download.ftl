### Elegir una parte del expediente y descargarla.

download-title = Descargar su expediente de salud
download-title-to-you = Descargar un expediente de salud
download-lead = Elija qué quiere y el tipo de archivo. El archivo se prepara ahora y es suyo.
download-what = ¿Cuánto?
download-format = Elija el tipo de archivo
download-summary = Lo que tendrá el archivo
download-summary-note = El archivo mismo comienza con una lista de lo que contiene y de lo que no.
download-count = Contar de nuevo con lo que elegí
download-safe-title = Guarde el archivo en un lugar seguro
download-safe = Cualquiera que pueda abrir el archivo puede leerlo. Si otras personas usan esta computadora, bórrelo cuando termine, también de la papelera.

format-pdf = Una copia para imprimir (PDF)
format-pdf-for = Para leer, imprimir o llevar a una consulta.
format-html = Página web
format-html-for = Un solo archivo que se abre en cualquier navegador, también en el teléfono y sin internet.
format-text = Texto simple
format-text-for = Se abre en todas partes, también con un lector de pantalla o un programa antiguo.
format-ccda = Para el sistema de un consultorio (C-CDA)
format-ccda-for = Otra clínica u hospital puede pasarlo a sus propios expedientes.
format-fhir = Para una aplicación (FHIR)
format-fhir-for = Las aplicaciones y programas de salud pueden leerlo. Tiene todos los detalles que guardamos.
format-ndjson = Para un programa, línea por línea (NDJSON)
format-ndjson-for = Los mismos detalles que el archivo para una aplicación. Útil para expedientes muy largos.
format-summary = Una hoja para entregar (PDF)
format-summary-for = Para un médico u hospital que no lo conoce, con una tarjeta para su cartera.

choice-everything = Todo
choice-everything-hint = El expediente completo, todas las fechas.
choice-part = Una parte
choice-part-hint = Ciertos días, ciertas páginas, o las dos cosas.
choice-days-hint = Para un solo día, escriba el mismo día dos veces. Deje una fecha en blanco para no poner límite de ese lado.
choice-sections = ¿Qué páginas?
choice-sections-hint = Si no elige ninguna, van todas.
choice-visit = Una consulta
choice-visit-hint = Lo que se hizo, se encontró y se escribió en esa consulta.
choice-which-visit = ¿Qué consulta?
choice-choose-visit = Elija una consulta
choice-no-visit = Por favor, elija una consulta de la lista.
choice-nothing = Por favor, escriba un día o elija al menos una página. Si lo quiere completo, elija «Todo».
choice-total = { $count ->
    [0] ningún dato
    [one] 1 dato
   *[other] { $count } datos
}
choice-undated = Los datos sin fecha también van, para que no se pierda nada.
choice-words-everything = El expediente completo
choice-words-visit = Una consulta
