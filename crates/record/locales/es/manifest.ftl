# Qué contiene un archivo y qué no.

manifest-title = Qué contiene
manifest-everything = Este es el expediente completo tal como lo teníamos el { $made }.
manifest-part = Esta es una parte del expediente tal como lo teníamos el { $made }: { $part }.
manifest-between = del { $from } al { $to }
manifest-since = desde el { $from }
manifest-until = hasta el { $to }
manifest-visit = una consulta
manifest-total = { $count ->
    [0] No contiene ningún dato.
    [one] Contiene un dato.
   *[other] Contiene { $count } datos.
  }
manifest-left-out = { $count ->
    [one] Hay un dato más en el expediente que no se pidió y que no está aquí.
   *[other] Hay { $count } datos más en el expediente que no se pidieron y que no están aquí.
  }
manifest-undated = { $count ->
    [one] Un dato no tiene fecha. Está aquí para que no se pierda.
   *[other] { $count } datos no tienen fecha. Están aquí para que no se pierdan.
  }
manifest-withheld = { $count ->
    [one] Un dato no se muestra: { $rule }.
   *[other] { $count } datos no se muestran: { $rule }.
  }
manifest-unreadable = { $count ->
    [one] Un dato no se pudo leer. Lo conservamos; pregúntenos por él.
   *[other] { $count } datos no se pudieron leer. Los conservamos; pregúntenos por ellos.
  }
manifest-sources = De dónde vienen los datos
manifest-section = Parte del expediente
manifest-included = Está aquí
manifest-not-included = No está aquí
withheld-caregiver-limit = el paciente eligió qué puede ver quien lo cuida
withheld-unknown-rule = una regla de esta organización
