# Lo que los pacientes piden a la oficina, y lo que esta responde.
requests-title = Mis solicitudes
requests-none = Todavía no ha pedido nada.
requests-lead = { $count ->
    [0] Nada espera respuesta.
    [one] Una solicitud espera nuestra respuesta.
   *[other] { $count } solicitudes esperan nuestra respuesta.
}
requests-open = Esperan nuestra respuesta
requests-ask = Lo que puede pedir
requests-done = Respondidas o cerradas
requests-about = Sobre:
requests-asked-on = Lo pidió { $who } el { $date }.
requests-due-law = La ley nos da hasta el { $date } para responder.
requests-due-own = Responderemos a más tardar el { $date }.
requests-due-own-staff = Se le dijo al paciente que tendrá respuesta a más tardar el { $date }.
requests-overdue = Debíamos responder el { $date }. Por favor, llámenos.
requests-overdue-staff = La respuesta venció el { $date }.
requests-role-patient = paciente
requests-role-caregiver = cuidador
requests-role-office = la oficina
requests-amendment = Corregir algo en mi expediente
requests-amendment-staff = Corregir algo en el expediente
requests-amendment-of = Corregir: { $title }
requests-restriction = Limitar quién recibe mi información
requests-restriction-staff = Limitar quién recibe la información del paciente
requests-restriction-of = Limitar quién recibe: { $title }
requests-accounting = Saber quién recibió mi información
requests-accounting-staff = Saber quién recibió la información del paciente
requests-confidential = Comunicarse conmigo de otra forma
requests-confidential-staff = Comunicarse con el paciente de otra forma
requests-access = Obtener lo que no está en línea
requests-state-open = En espera
requests-state-accepted = Aceptada
requests-state-denied = No aceptada
requests-state-withdrawn = Retirada
requests-state-ended = Terminada
requests-said-extended = Necesitamos más tiempo
requests-said-accepted = Nuestra respuesta: sí
requests-said-denied = Nuestra respuesta: no
requests-said-disagreed = Declaración de desacuerdo
requests-said-withdrawn = Se retiró
requests-said-ended = El límite terminó
requests-said-ended-confidential = Se le contacta de nuevo como antes
requests-limit-asked = Lo que se pidió limitar
requests-limit-agreed = Lo que está limitado ahora
requests-next = Qué sigue
requests-next-text = Una persona de nuestra oficina lee su solicitud y responde aquí. Si nos dio un correo electrónico, le avisamos cuando haya respuesta.
requests-withdraw = Retirar esta solicitud
requests-end-restriction-title = Terminar este límite
requests-end-restriction-text = Desde ese momento podremos volver a usar y enviar esta información como lo permite la ley.
requests-end-restriction = Terminar este límite
requests-end-confidential-title = Volver a contactarme como antes
requests-end-confidential-text = Desde ese momento le contactamos en la dirección y el teléfono de su expediente, y los cuidadores y las aplicaciones que ven sus datos personales los vuelven a ver.
requests-end-confidential = Volver a contactarme como antes
requests-done-asked = Recibimos su solicitud.
requests-done-withdrawn = Usted retiró su solicitud.
requests-done-disagreed = Su declaración ya está en su expediente, junto al dato. Lo acompaña cada vez que se envía.
requests-done-ended = Terminó.
requests-too-long = Es demasiado largo. Use 10,000 caracteres o menos, o envíenos una carta.

ask-go = Enviar solicitud
ask-days = { $days ->
    [one] La ley nos da un día para responder.
   *[other] La ley nos da { $days } días para responder. Si necesitamos más, le decimos por qué: 30 días más como máximo.
}
ask-no-days = La ley no fija un plazo. Responderemos en 30 días.
ask-too-many-requests = Tiene muchas solicitudes en espera. Por favor, espere primero nuestras respuestas.
ask-request-too-long = Es demasiado largo. Use 10,000 caracteres o menos.

ask-amendment = Pedir que corrijamos algo
ask-amendment-hint = Algo en su expediente está mal o falta.
ask-amendment-lead = Díganos qué está mal y qué debería decir. Si estamos de acuerdo, la corrección queda junto al dato. Si no, le decimos por qué y usted puede agregar una declaración.
ask-amendment-where = Primero abra el dato que está mal. Al final de su página, elija «Algo aquí está mal».
ask-amendment-find = Buscar el dato
ask-amendment-label = ¿Qué está mal y qué debería decir?
ask-amendment-label-hint = Díganos por qué lo cree. Puede mencionar papeles o personas a quienes podamos preguntar.
ask-amendment-needed = Díganos qué está mal.
ask-restriction = Limitar quién recibe mi información
ask-restriction-hint = Pídanos no usar ni compartir todo o parte de su expediente.
ask-restriction-lead = Puede pedirnos no usar ni compartir todo o parte de su expediente. No estamos obligados a aceptar, con una excepción: su plan de salud no debe saber de lo que usted pagó por completo.
ask-restriction-label = ¿Algo más que debamos saber?
ask-restriction-label-hint = No tiene que decirnos por qué.
ask-restriction-needed = Díganos qué debemos limitar.
ask-accounting = Preguntar quién recibió mi información
ask-accounting-hint = Una lista de a quién se dio su información en los últimos seis años.
ask-accounting-lead = Lo que salió por este portal puede verlo ahora mismo. Pida aquí lo que nuestra oficina entregó de otra forma, por ejemplo en papel o por ley.
ask-accounting-label = ¿De qué tiempo, y qué desea saber?
ask-accounting-label-hint = Listamos hasta seis años atrás.
ask-accounting-needed = Díganos qué desea saber.
ask-confidential = Pedir que nos comuniquemos de otra forma
ask-confidential-hint = A otra dirección o teléfono, o de otra manera.
ask-confidential-lead = Díganos dónde y cómo comunicarnos con usted. No tiene que decir por qué. Cumplimos toda petición razonable.
ask-confidential-label = ¿Dónde y cómo debemos comunicarnos con usted?
ask-confidential-label-hint = Por ejemplo: cartas solo a esta dirección, llamadas solo a este número.
ask-confidential-needed = Díganos dónde y cómo comunicarnos con usted.
ask-confidential-then = Desde nuestro sí, los cuidadores y las aplicaciones ya no ven direcciones ni teléfonos en su expediente, ni los documentos que pueden mostrarlos. Puede terminarlo cuando quiera.
ask-confidential-email = Los mensajes por correo electrónico van a la dirección de sus ajustes. Usted mismo puede cambiarla allí.
ask-access = Pedir lo que no está en línea
ask-access-hint = Imágenes, papeles antiguos o una copia de algo que no encuentra aquí.
ask-access-lead = Usted tiene derecho a ver y obtener una copia de su información de salud, también de lo que no está en este portal.
ask-access-label = ¿Qué necesita?
ask-access-label-hint = Por ejemplo: las radiografías de 2019, en un disco.
ask-access-needed = Díganos qué necesita.

limit-what-legend = ¿Qué se debe limitar?
limit-what-entry = Solo esto: { $title }
limit-what-everything = Todo mi expediente
limit-what-everything-staff = Todo el expediente
limit-what-sections = Partes de mi expediente
limit-what-sections-staff = Partes del expediente
limit-what-topics = Temas delicados
limit-sections = Elija las partes
limit-topics = Elija los temas
limit-what-needed = Elija qué se debe limitar.
limit-from-legend = ¿A quién no se le debe dar?
limit-people = A personas a quienes di acceso, y a aplicaciones
limit-people-staff = A personas a quienes el paciente dio acceso, y a aplicaciones
limit-plan = A mi plan de salud (seguro)
limit-plan-staff = Al plan de salud del paciente (seguro)
limit-paid = Lo pagué por completo yo mismo
limit-paid-staff = El paciente lo pagó por completo
limit-paid-hint = Entonces la ley nos obliga a aceptar.
limit-paid-hint-staff = Entonces la ley le obliga a usted a aceptar.
limit-files = En archivos que otros se llevan, y en exportaciones
limit-sends = A nadie a quien se pueda enviar
limit-recipients = Solo a estas direcciones
limit-recipients-hint = Direcciones de correo o Direct, o lo que sigue a la @. Sepárelas con comas.
limit-recipient-wrong = «{ $what }» no es una dirección. Escríbala como dr.lee@clinic.example o clinic.example.
limit-from-needed = Elija a quién no se le debe dar.
limit-what = No se entrega: { $what }
limit-of-everything = todo el expediente
limit-of-entry = este dato
limit-of-visit = esta consulta con todo lo que le pertenece
limit-people-line = A personas con acceso ni a aplicaciones
limit-plan-line = Al plan de salud
limit-paid-line = El paciente dice: pagado por completo
limit-sends-line = A nadie a quien se pueda enviar
limit-files-line = En archivos que otros se llevan, ni en exportaciones
limit-recipients-line = A estas direcciones: { $who }

disagree-title = ¿No está de acuerdo?
disagree-text = Puede escribir una declaración. Queda junto al dato y lo acompaña cada vez que se envía o se descarga.
disagree-label = Su declaración
disagree-hint = Diga por qué no está de acuerdo.
disagree-along = Sin declaración: enviar mi solicitud y esta respuesta junto con el dato
disagree-go = Agregar a mi expediente
disagree-needed = Escriba su declaración, o elija enviar su solicitud y nuestra respuesta.
disagree-complain = También puede quejarse con nosotros, o con la Oficina de Derechos Civiles del Departamento de Salud de EE. UU. (hhs.gov/ocr).

disclosures-title = Quién recibió mi información
disclosures-go = Ver quién recibió mi información
disclosures-lead = { $count ->
    [0] No se dio nada a nadie más por este portal.
    [one] Se dio algo a otra persona una vez.
   *[other] Se dio algo a otras personas { $count } veces.
}
disclosures-what-counts = Esta lista empieza el { $date }. Muestra lo que se envió desde este portal y los archivos que otros se llevaron. Lo que usted mismo vio o descargó no está aquí; lo encuentra en Actividad.
disclosures-date = Fecha
disclosures-to = A quién
disclosures-what = Qué
disclosures-why = Por qué
disclosures-asked-by-you = Lo pidió el paciente
disclosures-asked-by = Lo pidió { $name }
disclosures-unreadable = { $count ->
    [one] Una línea del registro de actividad no se puede leer. Por favor, avísenos.
   *[other] { $count } líneas del registro de actividad no se pueden leer. Por favor, avísenos.
}
disclosures-file = Descargar como tabla (CSV)
disclosures-file-pdf = Una copia para imprimir (PDF)
disclosures-paper-title = Entregado de otra forma
disclosures-paper = Lo que nuestra oficina entregó en papel, por teléfono o porque la ley lo exige no está en esta lista. Pídanoslo.

wrong-here = Algo aquí está mal
wrong-limit = Limitar quién recibe esto

staff-requests-title = Solicitudes de pacientes
staff-requests-lead = { $count ->
    [0] No hay solicitudes en espera.
    [one] Una solicitud espera.
   *[other] { $count } solicitudes esperan.
}
staff-requests-overdue = { $count ->
    [one] Una está vencida.
   *[other] { $count } están vencidas.
}
staff-requests-open = En espera
staff-requests-done = Respondidas o cerradas
staff-requests-none = Las nuevas aparecen aquí; primero, la que vence antes.
staff-requests-none-done = Todavía no se respondió nada.
staff-request-what = Solicitud
staff-request-asked = Pedida
staff-request-stands = Vence
staff-request-late = Vencida
staff-request-answer = Responder
staff-request-words = Sus palabras para el paciente
staff-request-words-hint = Un «no» necesita un motivo en palabras sencillas.
staff-request-yes = Aceptar
staff-request-no = No aceptar
staff-request-must = El paciente dice que lo pagó por completo. Si es así, y la ley no exige entregarlo, debe aceptar no darlo al plan de salud (45 CFR 164.522(a)(1)(vi)).
staff-request-limit-text = Lo que acepte aquí vale de inmediato. Escriba las direcciones del plan de salud, o lo que sigue a la @.
staff-request-amendment-text = Si acepta, la solicitud y su respuesta quedan junto al dato. Corrija el dato en su propio sistema. Si no acepta, diga por qué: el dato es correcto y completo, no se hizo aquí, o no es parte del expediente.
staff-request-restriction-text = No está obligado a aceptar, salvo lo que la ley exige. Este sistema deja de dar lo que acepte, para los usos que elija.
staff-request-accounting-text = Liste lo que se entregó de otra forma que por este portal: fecha, a quién, qué y por qué.
staff-request-confidential-text = Debe cumplir una petición razonable y no puede preguntar por qué. Si lo pidió otra persona, asegúrese de que es el deseo del paciente. Con su sí, queda en la ficha del paciente y en cada carta de invitación. Los cuidadores y las aplicaciones ya no ven ninguna dirección ni teléfono del paciente, ni documentos enteros.
staff-request-access-text = Diga cómo y cuándo lo recibe el paciente. Si no acepta, diga por qué, y si puede pedir una revisión.
staff-request-longer = Más tiempo
staff-request-longer-text = Una vez, por 30 días más. El paciente lee el motivo.
staff-request-why = Por qué tarda más
staff-request-longer-go = Tomar 30 días más
staff-request-answered = Su respuesta quedó guardada. El paciente ya la ve, y recibe un aviso si lo desea.
staff-request-extended = El paciente ve que tarda más, y por qué.
staff-request-without-words = Dé un motivo en palabras sencillas.
staff-request-too-long = Es demasiado largo. Use 10,000 caracteres o menos.
staff-request-unclear = Diga para qué direcciones del plan de salud vale, o elija otros usos.
staff-request-already-answered = Ya se respondió o se retiró entretanto.

activity-page-requests = Solicitudes
activity-page-own = Lo que usted mismo escribe
activity-page-own-staff = Lo que escribió el paciente
activity-format-disclosures = lista de quién recibió información (CSV)
activity-format-disclosures-pdf = lista de quién recibió información (PDF)
activity-request-asked = Pidió: { $what }
activity-request-opened = Abrió una solicitud: { $what }
activity-request-extended = Avisó que la respuesta tarda más: { $what }
activity-request-accepted = Aceptó: { $what }
activity-request-denied = No aceptó: { $what }
activity-request-disagreed = No estuvo de acuerdo con la respuesta: { $what }
activity-request-withdrawn = Retiró una solicitud: { $what }
activity-request-ended = Terminó un límite: { $what }
activity-own-written = Escribió algo en el expediente
activity-own-changed = Cambió algo que había escrito
activity-own-taken-back = Retiró algo que había escrito
activity-withholding-reviewed = Revisó lo que no se muestra al paciente

# Lo que no se muestra al paciente por un motivo legal.
withheld-title = No se muestra a pacientes
withheld-lead = { $count ->
    [0] No se oculta nada a ningún paciente.
    [one] Una decisión oculta algo a un paciente.
   *[other] { $count } decisiones ocultan algo a pacientes.
}
withheld-how = Para no mostrar algo, abra la ficha del paciente. Necesita un motivo que la ley conozca y termina por sí solo. Al paciente se le dice que algo no se muestra, por qué y hasta cuándo.
withheld-what = Qué
withheld-entry-of = Una entrada { DEL($date) } en «{ $part }»
withheld-entry-undated = Una entrada sin fecha en «{ $part }»
withheld-visit-of = La consulta { DEL($date) }, con todo lo que forma parte de ella
withheld-ground = Motivo
withheld-note = Por qué vale aquí
withheld-since = Decidido
withheld-until = Hasta
withheld-review = Revisión
withheld-not-reviewed = El paciente puede pedir que lo revise alguien que no lo decidió.
withheld-no-review = La ley no prevé revisión para este motivo.
withheld-review-words = ¿Qué encontró la revisión?
withheld-review-go = Revisado: sigue sin mostrarse
withheld-end = Mostrarlo ahora al paciente
withheld-at-the-server = en el servidor
withheld-done-set = Ya no se muestra. Se le dice al paciente.
withheld-done-reviewed = La revisión quedó anotada. Se le dice al paciente.
withheld-done-ended = El paciente lo ve otra vez.
withheld-review-needed = Diga qué encontró la revisión.
withheld-own-review = Otra persona tiene que revisarlo: usted lo decidió.
withheld-ground-danger = Verlo podría poner en peligro su vida o seguridad, o la de alguien.
withheld-ground-danger-staff = Verlo podría poner en peligro la vida o la seguridad del paciente o de otra persona.
withheld-ground-other-person = Trata de otra persona, que podría sufrir un daño grave.
withheld-ground-representative = Lo pidió un representante, y podría causar un daño grave.
withheld-ground-psychotherapy = Son notas de psicoterapia.
withheld-ground-proceeding = Se preparó para un juicio o un procedimiento parecido.
withheld-ground-inmate = Podría poner en peligro a alguien en una prisión o cárcel.
withheld-ground-research = Usted aceptó esperar hasta el final del estudio.
withheld-ground-research-staff = El paciente aceptó esperar hasta el final del estudio.
withheld-ground-privacy-act = La Ley de Privacidad no lo permite.
withheld-ground-confidence = Alguien nos lo dijo en confianza.
withheld-told = Algo de su expediente no se le muestra.
withheld-told-until = Termina por sí solo { EN($date) }.
withheld-told-review = Puede pedir que lo mire otra vez un profesional de la salud que no lo decidió.
withheld-told-ask = Pedir una revisión
withheld-review-text = Por favor, que otra persona revise por qué algo de mi expediente no se me muestra.
withhold-title = No mostrar algo a { $name }
withhold-lead = Solo por un motivo que la ley conozca, y no más tiempo del necesario: un año como máximo. Se le dice al paciente.
withhold-what = ¿Qué no se debe mostrar?
withhold-what-needed = Elija qué no se debe mostrar.
withhold-ground = Motivo
withhold-ground-needed = Elija el motivo.
withhold-note = ¿Por qué vale aquí?
withhold-note-hint = Para la oficina. El paciente no lo lee.
withhold-note-needed = Diga por qué vale aquí.
withhold-until = Último día
withhold-until-hint = Termina entonces por sí solo.
withhold-until-needed = Elija un día dentro del próximo año.
withhold-go = No mostrarlo
withhold-link = No mostrar algo por un motivo legal
send-restricted = Un límite que usted pidió vale para esta dirección: lo que limitó no se envía. El archivo lo dice.

requests-said-rebutted = Respuesta a la declaración
activity-request-rebutted = Respondió a una declaración de desacuerdo: { $what }
staff-request-rebut = Responder a la declaración
staff-request-rebut-text = Su oficina puede decir una vez qué piensa de ella (45 CFR 164.526(d)(3)). Queda junto al dato, y el paciente la lee.
staff-request-rebut-hint = Lo acompaña cada vez que se envía.
staff-request-rebut-go = Ponerla junto al dato
staff-request-rebutted = Su respuesta ya está junto al dato, y se avisó al paciente.

withhold-entries = Datos sueltos
withhold-entries-hint = Pegue la dirección o el identificador de cada dato, separados por espacios. Lo demás que hable de lo mismo necesita el suyo.
withhold-entries-these = los datos sueltos indicados abajo
withhold-entries-unknown = Uno de estos no es un dato de este expediente. Revíselos todos.
withhold-this = No mostrar este dato por un motivo legal
