### Los empleadores piden a sus planes de salud que se comprometan.

plans-title = Nuestros planes de salud
plans-lead = Anote los planes de salud que ofrece a su personal y pida a cada uno que se comprometa. Nosotros les escribimos y llevamos la cuenta de las respuestas.
plans-none = Todavía no hay ningún plan en su lista.
plans-add = Agregar un plan de salud
plans-add-go = Agregar a la lista
plans-name = Nombre del plan
plans-name-needed = Escriba el nombre del plan.
plans-name-plain = Escriba solo el nombre del plan, sin direcciones.
plans-twice = Este plan ya está en su lista.
plans-too-many = Su lista está llena. Quite primero un plan.
plans-which = ¿Es uno de estos?
plans-which-none = Ninguno de estos
plans-email = Correo electrónico en el plan
plans-email-hint = Por ejemplo, de la persona que lleva su cuenta. Déjelo vacío para imprimir una carta.
plans-language = ¿En qué idioma les escribimos?
plans-ask = Pedírselo por correo
plans-letter = Carta (PDF)
plans-more = Respuesta, o quitar de la lista
plans-heard = ¿Qué le respondieron?
plans-remove = Quitar de la lista
plans-written = { $count ->
    [one] Les escribimos una vez.
   *[other] Les escribimos { $count } veces.
}
plans-written-last = La última vez, el { $date }.
plans-added = Agregado. Ya puede pedírselo.
plans-asked = Nuestra carta está en camino.
plans-quiet = Nos pidieron no escribirles más sobre esto. Llámeles o envíe la carta.
plans-removed = Ya no está en su lista.
plans-not-member = Ya se comprometieron. No hay nada que pedir.
plans-not-no-address = No tenemos su correo electrónico. Imprima la carta, o quite el plan de la lista y agréguelo de nuevo con un correo.
plans-not-declined = Dijeron que no. No volvemos a escribirles.
plans-not-often = Ya les escribimos tres veces. Llámeles o envíe la carta.
plans-not-lately = Escribimos una vez al mes como máximo.
plans-public = Los nombres de los planes, su situación y su frase se muestran en su página pública. Los correos electrónicos no.
plans-public-title = Planes de salud que ofrecen y a los que pidieron comprometerse
plans-asking = { $count ->
    [one] Un empleador pidió a este plan que se comprometa.
   *[other] { $count } empleadores pidieron a este plan que se comprometa.
}
plan-standing-none = Nada todavía
plan-standing-listed = Todavía no se le ha pedido
plan-standing-asked = Se le pidió, sin respuesta todavía
plan-standing-pledged = Se comprometió
plan-standing-pledges = Dice que se comprometerá
plan-standing-thinks = Lo está pensando
plan-standing-declines = Dice que no
plan-told-plan = según nos dijo el plan
plan-told-employer = según supo el empleador
plan-letter-title = Por favor, asuma el compromiso Blue Button
plan-letter-ask = { $organization } ofrece su plan de salud a su personal. Les pedimos que asuman el compromiso Blue Button: que las personas puedan ver, descargar y enviar sus propias reclamaciones y su historial médico.
plan-letter-what = El compromiso es gratuito y voluntario. Ustedes dicen qué hacen ya y qué planean, y para cuándo. Se comprueba en público y se puede retirar en cualquier momento.
plan-letter-how = Lleva unos diez minutos: { $link }
asked-title = Le pidieron que se comprometa
asked-heading = { $organization } les pide que se comprometan
asked-lead = Ofrecen { $plan } a su personal y quieren que cada persona pueda ver, descargar y enviar sus propias reclamaciones y su historial médico.
asked-answer = ¿Qué les podemos decir?
asked-pledges = Asumiremos el compromiso
asked-thinks = Lo estamos pensando
asked-declines = Ahora no
asked-note = En una frase, si lo desea
asked-quiet = No escriban más a este correo sobre el compromiso, lo pida quien lo pida
asked-go = Enviar nuestra respuesta
asked-saved = Gracias. Ya pueden ver su respuesta.
asked-public = Su respuesta y su frase se muestran en la página pública de quien lo pidió.
mail-plan-subject = { $organization } pide a { $plan } que asuma el compromiso Blue Button
mail-plan-body =
    Hola:

    { $organization } ofrece { $plan } a su personal. Les pide que asuman el compromiso Blue Button: que las personas puedan ver, descargar y enviar sus propias reclamaciones y su historial médico. El compromiso es gratuito y voluntario.

    Léanlo y díganles aquí qué harán:

    { $link }

    En la misma página pueden decir que no quieren más correos sobre esto.

    El compromiso no es un respaldo del Departamento de Salud y Servicios Humanos de EE. UU. (HHS) ni de ninguna parte del gobierno federal.
