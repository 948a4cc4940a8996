### La oficina de expedientes: pacientes, invitaciones, importaciones, cuarentena.

staff-find-title = Buscar un paciente
staff-find-label = Nombre, fecha de nacimiento o número
staff-find-hint = Por ejemplo: becker 1948-11-02
staff-find-go = Buscar
staff-found = { $count ->
    [0] No se encontró a nadie
    [one] Un paciente
   *[other] { $count } pacientes
}
staff-found-cut = Hay más. Agregue una fecha de nacimiento o un número para encontrar menos.
staff-found-none = Revise cómo está escrito, pruebe solo con el principio del nombre, o con la fecha de nacimiento como año-mes-día.
staff-no-records = Todavía no hay expedientes. Los expedientes entran con "bluebutton import".
staff-name = Nombre
staff-born = Fecha de nacimiento
staff-identifiers = Números
staff-account = Cuenta
staff-unknown = No se sabe
staff-has-account = Tiene cuenta
staff-no-account = Todavía sin cuenta
staff-no-identifiers = Ninguno

invite-title = Invitación
invite-text = Cree un código para el paciente y entréguelo con la carta. Compruebe primero a quién se lo da.
invite-again-text = Alguien ya tiene una cuenta para este expediente. Un código nuevo le da al paciente una cuenta más; compruebe primero a quién se lo da.
invite-go = Crear una invitación
invite-no-content = Aquí no se ve lo que hay en el expediente. Queda escrito que usted creó una invitación, y el paciente puede leerlo.
invite-no-birth-date = El expediente no tiene fecha de nacimiento, así que no se puede comprobar un código. Pida que la corrijan en el lugar de donde viene el expediente e impórtelo otra vez.
letter-title = Carta de invitación
letter-lead = Imprima esta página ahora: el código no se muestra otra vez. Un código anterior de este paciente ya no sirve.
letter-back = Volver al paciente
letter-heading = Su expediente médico en { $organization }
letter-dear = { $name }:
letter-text = Ahora puede leer su expediente médico en su teléfono o computadora, guardar una copia y compartirlo con quien usted elija. Así se empieza:
letter-address = Vaya a
letter-code = Escriba este código
letter-ends = Sirve hasta el
letter-ask = Se le pedirá su fecha de nacimiento, y después usted elegirá un nombre de usuario y una contraseña. No le dé este código a nadie más.

imports-title = Importaciones
imports-lead = Lo que ha entrado, lo más reciente primero. Cada línea lleva a su informe.
imports-none = Todavía no ha entrado nada.
imports-how = Los expedientes entran con "bluebutton import" en el servidor.
imports-when = Cuándo
imports-file = Archivo
imports-patients = Pacientes
imports-new = Nuevos
imports-changed = Cambiados
imports-same = Ya estaban
imports-issues = Sin entender
imports-quarantined = Cuarentena
import-title = Importación del { $time }
import-lead = { $count ->
    [0] No entró nada nuevo.
    [one] Un dato es nuevo o cambió.
   *[other] { $count } datos son nuevos o cambiaron.
}
import-by-type = Lo que entró, por tipo
import-type = Tipo
import-issues = { $count ->
    [0] Se entendió todo
    [one] Una cosa no se entendió
   *[other] { $count } cosas no se entendieron
}
import-line = línea { $line }
import-issues-elsewhere = Algo fue a cuarentena
import-issues-in-quarantine = Lo que no entró está allí, con su motivo:
import-issues-none = No hay nada que hacer.
import-issues-more = Y { $count } más. El comando "bluebutton import" las muestra todas.
import-severity = Gravedad
import-place = Dónde
import-message = Qué
severity-note = Nota: guardado como texto
severity-warning = Aviso: solo está en el original
severity-error = No se tomó

quarantine-title = Cuarentena
quarantine-none = No hay nada en cuarentena.
quarantine-lead = Esto no se pudo relacionar con un paciente, o no se pudo leer. No se pierde nada: intente otra vez cuando la causa esté resuelta.
quarantine-size = Tamaño
quarantine-why = Por qué
quarantine-actions = Qué hacer
quarantine-retry = Intentar otra vez
quarantine-remove = Quitar
quarantine-taken = Entró al expediente y ya no está en cuarentena.
quarantine-still = No pudo entrar. Sigue en cuarentena, con su motivo.
quarantine-removed = Se quitó.
remove-title = ¿Quitar esto de la cuarentena?
remove-lead = Desaparecerá de aquí para siempre. Guarde el archivo de donde vino si puede hacer falta.
remove-go = Quitarlo

jobs-title = Trabajos detenidos
jobs-none = No hay ningún trabajo detenido.
jobs-lead = Estos trabajos se detuvieron y esperan a que usted los revise. Averigüe qué falló y vuelva a ponerlos en la lista. Los pacientes que esperan uno de ellos leen que está en pausa.
jobs-kind = Qué
jobs-made = Se pidió
jobs-taken = Veces iniciado
jobs-why = Por qué se detuvo
jobs-actions = Qué hacer
jobs-retry = Volver a la lista
jobs-retried = Está otra vez en la lista.
jobs-kind-transmission = Enviar un expediente
jobs-kind-checkpoint = Firmar el registro de auditoría
jobs-kind-clean-up = Limpieza
jobs-kind-other = Otro trabajo
jobs-why-lost = Se inició varias veces y cada vez el programa se cerró antes de terminar.
jobs-why-altered = No se puede leer lo que hay que hacer: fue alterado o está dañado.
jobs-why-restored = Estaba por enviarse cuando se hizo la copia de seguridad con la que se restauró este sitio. Es posible que se haya enviado después.
jobs-why-by-hand = Se detuvo a mano.
jobs-why-other = No sabemos por qué.

### Personas que pueden ser una sola.

matching-title = Quién es quién
matching-lead = Estas personas llegaron en un archivo y pueden ser alguien cuyo expediente está aquí. Lo que llegó de ellas espera hasta que usted diga quiénes son.
matching-none = Nadie espera una decisión.
matching-none-decided = Todavía no se ha decidido nada.
matching-show-decided = Lo que se decidió
matching-show-open = Quién espera una decisión
matching-who-came = Quién llegó
matching-why = Por qué
matching-waiting = Archivos en espera
matching-decided = Lo que se decidió
matching-was-same = La misma persona
matching-was-other = Dos personas
matching-was-nothing = Se tomó o se quitó sin una decisión
match-why-missing = Escriba el motivo en pocas palabras.
staff-waiting-cases = { $count ->
    [one] Una persona puede ser alguien cuyo expediente está aquí.
   *[other] { $count } personas pueden ser alguien cuyo expediente está aquí.
}
staff-waiting-things = { $count ->
    [one] Hay una cosa en cuarentena.
   *[other] Hay { $count } cosas en cuarentena.
}

case-title = ¿Son la misma persona?
case-lead = A la izquierda está quién llegó en un archivo y, a su lado, quién está aquí. Pregunte a la persona o a quien envió el archivo cuando pueda: dos personas en un expediente es peor que una persona en dos.
case-file = Llegó en el archivo
case-waiting = { $count ->
    [0] Nada espera esta decisión.
    [one] Un archivo espera esta decisión.
   *[other] { $count } archivos esperan esta decisión.
}
case-still-waiting = { $count ->
    [one] Un archivo todavía no se pudo tomar: vea la cuarentena.
   *[other] { $count } archivos todavía no se pudieron tomar: vea la cuarentena.
}
case-compare = Lado a lado
case-part = Parte
case-came = Quién llegó
case-here = Quién está aquí
case-agrees = ¿Coincide?
case-differs = Difiere
case-same = Coincide
case-sex = Sexo
case-address = Dirección
case-contacts = Teléfono y correo
case-rule = Lo que vio el programa
case-to-check = revise esto
case-say = Diga quiénes son
case-say-text = Su respuesta vale para todo lo que llegue de esta persona de ahora en adelante. Queda escrita con su nombre y el motivo, y el paciente puede leer que se decidió.
case-why = Motivo
case-why-hint = Por ejemplo: llamé al paciente, vi el acta de nacimiento
case-same-person = La misma persona
case-two-people = Dos personas
case-answer = Respuesta
case-who = Decidido por
case-operator = La persona que administra el servidor
case-done-same = Ahora son una sola persona. Lo que esperaba ha entrado en el expediente.
case-done-other = Ahora son dos personas. Lo que esperaba ha entrado en un expediente propio.
case-done-undone = La decisión ya no vale.
case-undo-title = Retirar la decisión
case-undo-text = Sobre los archivos que lleguen de ahora en adelante se volverá a preguntar. Lo que entró en un expediente por esta decisión se queda allí hasta que se separe.
case-undo = Retirarla
