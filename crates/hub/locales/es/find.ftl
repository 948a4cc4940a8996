### El directorio, una organización, la carta, los datos abiertos.

find-who = Médico, hospital, plan de salud o farmacia
find-where = Ciudad, estado o código postal
find-go = Buscar
find-narrow = Acotar la lista
find-kind = Tipo
find-members-only = Solo miembros
find-show-these = Mostrar estos
find-found = { $count ->
    [0] Todavía no hay nadie en la lista
    [one] Un lugar
   *[other] { $count } lugares
}
find-found-for = { $count ->
    [0] Ningún lugar para
    [one] Un lugar para
   *[other] { $count } lugares para
}
find-read-as = Usted escribió «{ $typed }». Buscamos «{ $read }».
find-exactly = Buscar exactamente lo escrito
find-none = Pruebe con una parte del nombre, o deje el lugar en blanco.
find-missing = El mío no está
find-missing-text = Usted tiene derecho a su historial, esté donde esté. Le ayudamos a escribir la carta, en inglés o en español.
find-write = Escribirles una carta
line-member = Miembro.
line-no-member = No es miembro.
line-checked = Revisado: { $date }.
line-checked-last = Última revisión: { $date }.
line-asked = { $count ->
    [one] Una persona lo ha pedido.
   *[other] { $count } personas lo han pedido.
}

org-lead = Aquí usted puede { $can }.
org-lead-and = { $before } y { $last }
org-lead-checked = Aquí usted puede { $can }. { $passed } de { $made } revisiones superadas.
org-lead-helper = No tienen historiales médicos. Ayudan a que la gente obtenga el suyo.
org-lead-broken = Le prometen su historial, pero no funcionó cuando lo revisamos. Usted tiene derecho a él.
org-lead-unknown = Todavía no sabemos cómo se obtiene aquí el historial. Usted tiene derecho a él.
org-get = Obtenga aquí su historial
org-open = Ir a su página para iniciar sesión
org-open-elsewhere = Su página para iniciar sesión está en { $host }. No sabemos si es de ellos: muchos usan el portal de otra empresa. Si no está seguro, llámeles primero.
org-open-at = Ir a { $host }
org-get-unknown = No nos han dicho cómo. Pregúnteles o escríbales una carta.
org-get-there = En su propia página, con la cuenta que usted tiene allí.
org-gives = Lo que usted obtiene
org-promised = { $pledge }: lo que prometieron y lo que encontramos
org-signed = Versión { $version }, firmado el { $date }.
org-until = Vale hasta el { $date }.
org-table = Promesas, con lo que dicen, lo que encontramos y los últimos 30 días
org-promise = Promesa
org-says = Dicen
org-found = Encontramos
org-course = Últimos 30 días
org-table-said = Promesas, con lo que dicen
org-not-checked = Nada de esto se ve desde fuera: son sus propias palabras.
org-promised-only = { $pledge }: lo que prometieron
org-no-course = Desde fuera no se ve nada
org-strip = En la tira, una barra alta es un día con sí, una baja un día con no, una raya un día en que no se sabe.
org-checks = Cada revisión
org-looked-at = Direcciones que revisamos, tal como las dieron: { $addresses }
org-checks-all = { $count ->
    [one] La revisión, con su día y cuánto tardó la respuesta
   *[other] Las { $count } revisiones, con su día y cuánto tardó la respuesta
}
org-check = Revisión
org-day = Día
org-took = Respondió en
org-certificate = Certificado (PDF)
org-ask = ¿No le funcionó?
org-asked = { $count ->
    [0] Todavía nadie se lo ha pedido por medio de este sitio.
    [one] Una persona se lo ha pedido por medio de este sitio.
   *[other] { $count } personas se lo han pedido por medio de este sitio.
}
org-got = { $count ->
    [0] Nadie nos ha dicho todavía que lo recibió.
    [one] Una nos dijo que recibió su historial.
   *[other] { $count } nos dijeron que recibieron su historial.
}
org-badge = Su insignia
org-badge-text = Lleva su fecha y se pone gris cuando no se revisó nada durante 7 días. No implica un respaldo del HHS ni del gobierno de EE. UU.
org-badge-text-unchecked = Lleva su fecha y se pone gris cuando termina el compromiso. No implica un respaldo del HHS ni del gobierno de EE. UU.
org-badge-use = Usarla en una página
org-badge-sizes = Ancho en píxeles:
ended-withdrawn = Retiraron este compromiso:
ended-lapsed = No renovaron este compromiso:

ask-title = Pida su historial
ask-title-org = Pida su historial a { $organization }
ask-lead = Nosotros redactamos la carta; usted la firma y la envía. Cita la ley que le da este derecho.
ask-kept = Lo que escriba aquí va a la carta y luego se olvida. No guardamos nada.
ask-org = A quién
ask-org-hint = Médico, hospital, plan de salud o farmacia
ask-to = La dirección de ese lugar
ask-name = Su nombre
ask-born = Su fecha de nacimiento
ask-born-hint = Para que encuentren su historial. Puede dejarla en blanco y escribirla a mano.
ask-address = Su dirección o correo electrónico, para la respuesta
ask-how = ¿Cómo quiere su historial?
ask-data = Como archivos para una computadora
ask-paper = Como una copia que pueda leer e imprimir
ask-app = O en esta aplicación
ask-app-hint = El nombre de una aplicación que usted eligió. Puede dejarlo en blanco.
ask-email = Cuéntenme
ask-email-hint = Si quiere que se le cuente entre quienes lo pidieron, dé un correo electrónico. Le escribimos una vez y guardamos solo una huella de la dirección.
ask-go = Hacer la carta
ask-pdf = La carta en PDF
letter-title = Solicitud de mi historial médico
letter-ready = Su carta está lista
letter-print = Imprima esta página o descargue el PDF. Fírmelo y llévelo o envíelo.
letter-counted = Le escribimos. Abra el enlace del correo y quedará en la cuenta.
letter-dear = A quien corresponda:
letter-ask = Pido a { $organization } una copia de mi historial médico: todo lo que guardan en mi conjunto designado de registros, desde la primera anotación hasta hoy, con notas, resultados, imágenes, facturas y reclamaciones.
letter-law = Tengo este derecho según la Regla de Privacidad de HIPAA, 45 CFR 164.524. No tengo que decir por qué.
letter-time = La regla les da 30 días calendario. Si necesitan más, díganme la razón por escrito dentro de ese plazo; pueden tomar otros 30 días, una sola vez.
letter-fee = Solo pueden cobrar el costo de copia, materiales y envío. Si hay un cobro, díganme antes la cantidad. Ver mi historial en una pantalla o por una aplicación no cuesta nada.
letter-wish-data = Denme, por favor, archivos electrónicos que una computadora pueda leer (por ejemplo FHIR o C-CDA), si pueden hacerlos con facilidad.
letter-wish-paper = Denme, por favor, una copia que yo pueda leer e imprimir (por ejemplo PDF).
letter-wish-app = Déjenme, por favor, conectar esta aplicación con mi historial: { $app }.
letter-born = Mi fecha de nacimiento: { $date }
letter-thanks = Si no me dan alguna parte, díganme por escrito cuál, por qué y cómo puedo pedir que se revise. Gracias.
letter-foot = Hecha con el redactor de cartas del movimiento Blue Button. No es asesoría legal.
letter-org-needed = Escriba a quién va la carta.
letter-name-needed = Escriba su nombre: la carta lo necesita.
counted-title = Contar mi carta
counted-lead = ¿Pidió usted su historial a { $organization }? Presione el botón y quedará en la cuenta.
counted-go = Sí, cuéntenme
counted-done = Usted está en la cuenta
counted-done-text = { $organization } ve cuántas personas piden, y nunca quiénes.
counted-answer = ¿Qué pasó después?
counted-later = Puede volver con este enlace cuando tenga la respuesta.
answer-got = Recibí mi historial
answer-part = Recibí una parte
answer-refused = Me lo negaron o no supe nada
mail-letter-subject = ¿Pidió su historial a { $organization }?
mail-letter-body =
    Hola:

    Usted hizo una carta a { $organization } y quiso que se le contara entre quienes lo pidieron. Abra esta página y presione el botón:

    { $link }

    Guarde este correo: con el mismo enlace puede decirnos después si recibió su historial. Guardamos solo una huella de su dirección y no escribimos más.

data-lead = Todo lo que publicamos, para programas y para la investigación: quién se comprometió, qué se ofrece, qué encontramos.
data-licence = Es de todos:
data-json = Todo el directorio con cada compromiso, vigente o terminado, y cómo va cada promesa.
data-csv = Lo mismo para hojas de cálculo, una línea por organización.
data-brands = Organizaciones con dirección FHIR, como paquete de user-access brands (FHIR R4).
data-checks = Cada revisión de cada día.
data-changes = Quién se unió, informó, renovó o se retiró, para lectores de noticias.
data-calendar = Eventos, para su calendario.
data-etag = Cada archivo tiene un ETag: envíelo en If-None-Match y recibirá el archivo solo si cambió.
