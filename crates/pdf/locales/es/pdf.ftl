# Palabras que solo tiene el expediente impreso (PDF).

pdf-what = Qué es
pdf-attachment = El mismo expediente para computadoras (FHIR)
pdf-attached = El mismo expediente, para computadoras, está adjunto a este PDF: { $names }
pdf-unprintable = Algunos caracteres no se pueden imprimir aquí; □ está en lugar de cada uno. Están en el archivo adjunto.
pdf-empty = Partes sin ningún dato
pdf-older = Este papel contiene los { $shown } datos más recientes. { $older ->
    [one] Otro más antiguo está solo en el archivo adjunto.
   *[other] Otros { $older } más antiguos están solo en el archivo adjunto.
}
pdf-cut-here = … Este dato continúa en el archivo adjunto.
pdf-cut = Algunos datos son demasiado largos para el papel y aquí están acortados. Están completos en el archivo adjunto.
