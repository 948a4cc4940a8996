### Lo que se revisa, cómo, y lo que se encontró.

checks-lead = Una vez al día un programa mira las direcciones públicas que indicó cada miembro. No inicia sesión, no busca ningún historial y solo dice lo que cualquiera pudo ver desde fuera ese día.
checks-what = Lo que se mira
checks-words = Lo que significan las palabras
checks-yes = Se pudo ver lo que se prometió.
checks-no = Miramos, y no era así.
checks-cant-tell = No se ve desde fuera, o ese día no pudimos mirar. No se le reprocha a nadie.
checks-owners = Si usted administra uno de estos servidores
checks-polite = Nuestro programa se llama { $agent }. Hace unas pocas preguntas al día, con al menos un segundo entre ellas, lee solo lo necesario y nunca pregunta a direcciones que no son públicas.
checks-robots = Respeta robots.txt. Para que no mire, escriba esto; las revisiones dirán entonces «no se sabe». (El nombre es { $agent }.)

check-portal = La página para iniciar sesión responde
check-portal-how = La abrimos como lo haría un navegador.
check-tls = La conexión está cifrada
check-tls-how = Con un certificado que los navegadores aceptan, también después de cada redirección.
check-offers-paper = Se ofrece una copia para leer
check-offers-paper-how = El portal lo dice en /.well-known/blue-button. Sin ese archivo no se sabe.
check-offers-data = Se ofrece una copia para computadoras
check-offers-data-how = El portal lo dice en /.well-known/blue-button. Sin ese archivo no se sabe.
check-direct = Se puede escribir a los médicos por Direct
check-direct-how = El sistema de nombres de dominio tiene un certificado del dominio Direct que vale hoy.
check-smart = Las aplicaciones saben cómo conectarse
check-smart-how = La configuración SMART indica direcciones cifradas y permite empezar desde una aplicación.
check-fhir = La interfaz para aplicaciones responde
check-fhir-how = Su CapabilityStatement es de FHIR R4.
check-us-core = Sigue US Core
check-us-core-how = Su CapabilityStatement nombra un perfil US Core para el paciente.
check-bulk = Se pueden obtener grupos de historiales
check-bulk-how = Su CapabilityStatement nombra la exportación masiva de datos.
check-brands = La dirección está publicada
check-brands-how = Una lista pública (brand bundle) contiene esta misma dirección con un nombre.
check-policy = La página de reglas responde
check-policy-how = La abrimos como lo haría un navegador.

verdict-yes = Sí
verdict-no = No
verdict-cant-tell = No se sabe
verdict-yes-why = Sí: { $why }
verdict-no-why = No: { $why }
verdict-cant-tell-why = No se sabe: { $why }
verdict-outside = No se ve desde fuera

why-no-answer = no responde
why-no-name = el nombre no se conoce
why-no-address = no se puede preguntar a esa dirección
why-not-public = la dirección no es pública
why-bad-certificate = el certificado no vale
why-downgrade = lleva a una página sin cifrar
why-slow = no responde en 10 segundos
why-too-large = la respuesta es demasiado grande
why-too-many-hops = redirige una y otra vez
why-not-http = lo que responde no es un servidor web
why-robots = su robots.txt pide que no miremos
why-closed = no deja entrar a nadie
why-not-found = no existe esa página
why-too-many = estaba ocupado
why-server-error = su servidor falla
why-odd-answer = la respuesta no tiene sentido
why-no-page = no es una página web
why-not-encrypted = no está cifrado
why-not-json = la respuesta no es del tipo esperado
why-not-fhir = la respuesta no es FHIR
why-fhir-version = es otra versión de FHIR
why-smart-no-endpoints = no dice dónde inician sesión las aplicaciones
why-smart-not-encrypted = las aplicaciones iniciarían sesión sin cifrado
why-smart-no-standalone = no se puede empezar desde una aplicación
why-us-core-not-said = no nombra US Core
why-us-core-no-profile = ningún perfil US Core para el paciente
why-bulk-not-said = no nombra datos masivos
why-brands-none = no nombra ninguna lista publicada
why-brands-not-ours = la lista nombra otras direcciones
why-brands-no-name = la lista no nombra a la organización
why-address-changed = la dirección cambió y desde entonces no se ha revisado
why-not-offered = no está en su lista
why-not-published = no publica /.well-known/blue-button
why-direct-none = no hay certificado
why-direct-other-name = el certificado es de otro
why-direct-expired = el certificado ya no vale
why-direct-no-key = el certificado no sirve para escribir
why-direct-unreadable = el certificado no se puede leer
why-dns-away = el sistema de nombres de dominio no respondió

course-all = { $days ->
    [one] Sí, el único día que miramos
   *[other] Sí, los { $days } días
}
course-none = { $days ->
    [one] No, el único día que miramos
   *[other] No, los { $days } días
}
course-since = No desde el { $date }
course-no = No en { $no } de { $days } días
course-some = { $days ->
    [one] No se sabe en el único día en que miramos
   *[other] Sí en { $yes } de { $days } días; los demás no se sabe
}

change-listed = { $organization } está en el directorio
change-changed = { $organization }: datos nuevos
change-joined = { $organization } se unió
change-reported = { $organization } informó sobre sus promesas
change-renewed = { $organization } renovó su compromiso
change-withdrawn = { $organization } retiró un compromiso
change-lapsed = { $organization } no renovó un compromiso
changes-title = Cambios en el directorio Blue Button
