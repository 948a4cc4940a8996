# Palabras que solo tiene el expediente impreso (PDF).

pdf-what = Qué es
pdf-attachment = El mismo expediente para computadoras (FHIR)
pdf-attached = El mismo expediente, para computadoras, está adjunto a este PDF: { $names }
pdf-unprintable = Algunos caracteres no se pueden imprimir aquí; □ está en lugar de cada uno. Están en el archivo adjunto.
pdf-empty = Partes sin ningún dato
pdf-older = Este papel contiene los { $shown } datos más recientes. Otros { $older } más antiguos están solo en el archivo adjunto.
