### Quién ha visto un expediente, y en qué va lo que se envió.

activity-title = Actividad
activity-lead = Todas las personas que han abierto, descargado o enviado este expediente, lo más reciente primero. Nadie puede cambiar esta lista sin que se note, ni siquiera nosotros.
activity-lead-own = Lo que usted ha hecho con este expediente, lo más reciente primero. El paciente también ve estas líneas.
activity-lines-own = Lo que usted hizo
activity-others = Además de usted: { $names }.
activity-nobody-else = Además de usted, nadie lo ha abierto.
activity-others-since = Desde el { $date }, además de usted: { $names }.
activity-nobody-else-since = Desde el { $date }, nadie lo ha abierto además de usted.
activity-you = usted
activity-while = { $from } a { $to }
activity-each = Cada página con su hora ({ $count })
activity-lines-hint = Las páginas que alguien abrió una tras otra aparecen juntas.
activity-sent-title = Lo que se envió
activity-lines-title = { $count ->
    [one] Un registro
   *[other] { $count } registros
}
activity-when = Cuándo
activity-who = Quién
activity-what = Qué
activity-question = Si ve algo que no se explica, llámenos
activity-proof-title = Una prueba para guardar
activity-proof-text = Este archivo contiene todas las líneas de arriba con una prueba firmada. Quien lo tenga puede demostrar más tarde si una línea fue cambiada o quitada.
activity-proof-go = Descargar con prueba
activity-everything = Todo el expediente
activity-one-visit = Una consulta
activity-from-to = Del { $from } al { $to }
activity-from = Desde el { $from }
activity-to = Hasta el { $to }
activity-way-direct = Direct (protegido)
activity-way-email = correo electrónico común

activity-role-patient = paciente
activity-role-caregiver = cuidador o cuidadora
activity-role-app = aplicación
activity-role-staff = oficina de expedientes
activity-role-operator = Quienes administran este sistema
activity-role-program = Este sistema

activity-viewed = Miró: { $page }
activity-downloaded = Descargó: { $format }
activity-transmit-ok = Pidió enviarlo a { $to } por { $way }
activity-transmit-risk-accepted = Aceptó el riesgo de { $way } a { $to }
activity-transmit-sending = Empezó el envío a { $to } por { $way }
activity-transmit-sent = Enviado a { $to } por { $way }
activity-transmit-may-have-gone = Tal vez se envió a { $to } por { $way }: se cortó la conexión
activity-transmit-failed = No se pudo enviar a { $to } por { $way }
activity-imported = Llegó información nueva
activity-caregiver-invited = Creó un código para { $to }
activity-caregiver-accepted = Usó un código y obtuvo acceso
activity-caregiver-ended = Terminó el acceso de { $to }
activity-invitation-made = Creó una invitación para el paciente
activity-invitation-used = Usó la invitación y abrió la cuenta
activity-record-merged = Unió dos expedientes de la misma persona
activity-record-split = Separó dos expedientes que se habían unido
activity-record-erased = Borró el expediente
activity-account-tied = Conectó la cuenta de { $to } con este expediente
activity-account-confirmed = Confirmó la cuenta de { $to } para este expediente
activity-account-untied = Terminó el acceso de la cuenta de { $to } a este expediente
activity-found-in-search = Encontró al paciente en una búsqueda: se mostraron nombre y fecha de nacimiento
activity-card-opened = Abrió la ficha del paciente: nombre, fecha de nacimiento y números
activity-restriction-set = Restringió lo que otros ven de este expediente
activity-restriction-ended = Levantó una restricción
activity-asked-by = A petición de { $name } ({ $role })
activity-reason = Motivo indicado: { $reason }
activity-password-changed = Eligió una contraseña nueva
activity-second-factor-renewed = Conectó un teléfono nuevo para los códigos
activity-recovery-codes-renewed = Hizo códigos de recuperación nuevos
activity-altered-who = No se sabe
activity-altered = Esta línea fue modificada desde fuera y ya no es fiable. Por favor, avise a la organización a la que pertenece este expediente.
activity-other = Hizo algo para lo que esta página no tiene palabra

activity-page-timeline = Línea de tiempo
activity-page-search = Buscar
activity-page-visit = Una consulta
activity-page-entry = Un dato
activity-page-document = Un documento
activity-page-file = Un archivo
activity-page-people = Personas
activity-page-activity = Actividad
activity-page-send = Enviar
activity-page-download = Descargar
activity-page-other = Una página
activity-format-pdf = papel para imprimir (PDF)
activity-format-html = página web en un archivo
activity-format-text = texto simple
activity-format-ccda = archivo para el sistema de un médico (C-CDA)
activity-format-fhir = archivo para una aplicación (FHIR)
activity-format-original = un documento como llegó
activity-format-activity = esta actividad con su prueba
activity-format-other = un archivo

transmission-waiting = En espera de envío.
transmission-delayed = Todavía no ha llegado.
transmission-next = Lo intentaremos otra vez: { $time }.
transmission-sent = Enviado.
transmission-held = En pausa. Nuestro personal tiene que revisarlo antes.
transmission-unsure = Tal vez se envió.
transmission-failed = No se pudo enviar.
transmission-why-unknown = No sabemos por qué. Revise la dirección con la persona que se la dio, o llámenos.

activity-compared = Comparó a usted con alguien que llegó en un archivo, para saber quién es quién
activity-match-same = Se decidió que lo que llegó de alguien es de usted
activity-match-other = Se decidió que lo que llegó de alguien no es de usted
activity-match-taken-back = Se retiró una decisión sobre quién es quién
