### La oficina de expedientes: pacientes, invitaciones, importaciones, cuarentena.

staff-start-title = Su trabajo
staff-no-office = Su cuenta todavía no tiene una función. Pida a un administrador de su organización que le dé una.
staff-born-hidden = No se muestra a su función
staff-find-title = Buscar un paciente
staff-find-label = Nombre, fecha de nacimiento, número, teléfono o dirección
staff-find-hint = En cualquier orden, por ejemplo: maria lopez 1950, 11/25/1950 o lopes. Puede haber una letra mal escrita.
staff-find-go = Buscar
staff-found = { $count ->
    [0] No se encontró a nadie
    [one] Un paciente
   *[other] { $count } pacientes
}
staff-found-cut = Hay más. Agregue una fecha de nacimiento o un número para encontrar menos.
staff-found-none = Escriba menos: solo el apellido o solo la fecha de nacimiento. Aparece solo quien coincide con todo lo que usted escribió.
staff-last-visit = última visita: { $date }
staff-no-visit = ninguna visita conocida
staff-no-address = ninguna dirección conocida
staff-no-records = Todavía no hay expedientes. Los expedientes entran con "bluebutton import".
staff-today = Pendiente hoy
staff-waiting-requests = { $count ->
    [one] solicitud por contestar
   *[other] solicitudes por contestar
}
staff-waiting-overdue = { $count ->
    [one] solicitud vencida
   *[other] solicitudes vencidas
}
staff-waiting-emergencies = { $count ->
    [one] emergencia por revisar
   *[other] emergencias por revisar
}
staff-waiting-cases = { $count ->
    [one] persona por identificar
   *[other] personas por identificar
}
staff-waiting-things = { $count ->
    [one] archivo o dato en cuarentena
   *[other] archivos o datos en cuarentena
}
staff-waiting-jobs = { $count ->
    [one] tarea detenida
   *[other] tareas detenidas
}
staff-all-imports = Todas las importaciones
staff-came = Qué llegó
staff-came-nothing = Todavía nada
staff-came-entries = { $count ->
    [one] 1 dato
   *[other] { $count } datos
}
staff-came-people = { $count ->
    [one] 1 persona
   *[other] { $count } personas
}
staff-came-at-least = { $count ->
    [one] 1 persona o más
   *[other] { $count } personas o más
}
staff-result = Resultado
staff-result-read = Todo se leyó
staff-result-issues = { $count ->
    [one] 1 cosa no se entendió
   *[other] { $count } cosas no se entendieron
}
staff-result-waits = { $count ->
    [one] 1 en cuarentena
   *[other] { $count } en cuarentena
}
staff-name = Nombre
staff-born = Fecha de nacimiento
staff-identifiers = Números
staff-card-access = Acceso a este expediente
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
invite-too-young = Este paciente es un niño y no recibe una cuenta propia. La oficina de expedientes registra a quien actúa por él según la ley; después usted le hace un código aquí.
letter-title = Carta de invitación
letter-lead = Imprima esta página ahora: el código no se muestra otra vez. Un código anterior de este paciente ya no sirve.
letter-back = Volver al paciente
letter-heading = Su expediente médico en { $organization }
letter-dear = { $name }:
letter-text = Ahora puede leer su expediente médico en su teléfono o computadora, guardar una copia y compartirlo con quien usted elija. Así se empieza:
letter-address = Vaya a
letter-code = Escriba este código
letter-ends = Sirve hasta el
letter-ask = Se le pedirá su fecha de nacimiento, y después cómo quiere iniciar sesión: con una llave de acceso o con una contraseña. No le dé este código a nadie más.

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
imports-quarantined = Fue a cuarentena
imports-pieces = En { $count } partes
imports-pieces-cut = En { $count } partes o más; aquí se cuentan estas
imports-at-least = { $count } o más
imports-find-file = Palabras del nombre del archivo
imports-find-fate = Qué pasó
imports-fate-all = Todo
imports-fate-whole = Todo recibido
imports-fate-issues = Algo no se entendió
imports-fate-quarantined = Algo fue a cuarentena
imports-fate-nothing-new = Nada nuevo
imports-none-found = Ninguna importación es así.
sifted-cut = La lista sigue; el resto no se buscó. Elija días para buscar allí.
import-title = Importación del { $time }
import-lead = { $count ->
    [0] No entró nada nuevo.
    [one] Un dato es nuevo o cambió.
   *[other] { $count } datos son nuevos o cambiaron.
}
import-whole = Todo el archivo
import-part = Parte { $number } de { $of }
import-parts = Sus { $count } partes
import-parts-text = Los totales de esta página son de todas juntas.
import-parts-which = Parte
import-parts-cut = Puede haber más partes de las que se cuentan aquí.
import-by-type = Lo que entró, por tipo
import-type = Tipo
import-organization = Organizaciones
import-practitioner = Médicos y otros profesionales
import-location = Lugares
import-issues = { $count ->
    [0] Se entendió todo
    [one] Una cosa no se entendió
   *[other] { $count } cosas no se entendieron
}
import-line = línea { $line }
import-issues-elsewhere = Algo fue a cuarentena
import-issues-in-quarantine = Lo que aún espera está allí, con su motivo:
import-issues-of-the-office = La oficina de expedientes revisa lo que no entró.
import-issues-none = No hay nada que hacer.
import-issues-more = Y { $count } más. El comando "bluebutton import" las muestra todas.
import-entries = Qué se hizo con los datos del documento
import-entries-each = Cada dato
import-became = Qué se hizo
import-became-ids = Recursos creados
import-entries-more = { $count ->
    [one] Y 1 más.
   *[other] Y { $count } más.
}
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

jobs-title = Tareas detenidas
jobs-none = No hay ninguna tarea detenida.
jobs-lead = Estas tareas se detuvieron y necesitan de usted. Averigüe qué falló y vuelva a ponerlas en la cola. El paciente que espera una de ellas ve que está en pausa.
jobs-kind = Qué
jobs-made = Se pidió
jobs-taken = Veces iniciado
jobs-why = Por qué se detuvo
jobs-actions = Qué hacer
jobs-retry = Volver a poner en la cola
jobs-retried = Está otra vez en la cola.
jobs-kind-transmission = Enviar un expediente
jobs-kind-checkpoint = Firmar el registro de auditoría
jobs-kind-clean-up = Limpieza
jobs-kind-notices = Mensajes a las personas
jobs-kind-other = Otro trabajo
jobs-why-lost = Se inició varias veces y cada vez el programa se cerró antes de terminar.
jobs-why-altered = No se puede leer lo que hay que hacer: fue alterado o está dañado.
jobs-why-restored = Estaba por enviarse cuando se hizo la copia de seguridad con la que se restauró este sitio. Es posible que se haya enviado después.
jobs-why-by-hand = Se detuvo a mano.
jobs-why-other = No sabemos por qué.

### Personas que pueden ser una sola.

matching-title = Quién es quién
matching-lead = Estas personas llegaron en un archivo y pueden ser alguien cuyo expediente está aquí. Lo que llegó de ellas espera hasta que usted diga quiénes son.
matching-alone = En este sitio bastan el mismo nombre completo y la misma fecha de nacimiento si nada lo contradice. Lo que solo coincide así entra sin preguntarle.
matching-alone-many = En este sitio el mismo nombre completo y la misma fecha de nacimiento valen como prueba. Eso solo es correcto en un sitio pequeño. Ahora hay aquí más de 20,000 personas, y dos de ellas pueden compartir ambos. Avise a quien administra este programa: name_and_birth_date debe ser "ask".
matching-none = Nadie espera una decisión.
matching-none-decided = Todavía no se ha decidido nada.
matching-show-open = Quién espera una decisión
matching-who-came = Quién llegó
matching-why = Por qué
matching-waiting = Archivos en espera
matching-decided = Lo que se decidió
matching-was-same = La misma persona
matching-was-other = Dos personas
matching-was-nothing = Se tomó o se quitó sin una decisión
matching-find-state = Cuáles
matching-state-waiting = Esperan una decisión
matching-state-over = Ya no esperan
matching-state-same = Decidido: la misma persona
matching-state-other = Decidido: dos personas
matching-state-undecided = Sin decisión
matching-find-reason = Qué lo hace dudoso
matching-reason-any = Cualquier cosa
matching-find-text = Nombre o archivo
matching-none-found = Ningún caso es así.

numbers-link = Qué prueba cada tipo de número
numbers-title = Qué prueba un número
numbers-lead = Los archivos traen números: de expedientes, de planes de salud, de los estados. Esto es lo que prueba cada tipo cuando el programa distingue a las personas. Un número por sí solo nunca demuestra quién es una persona.
numbers-kinds-title = Números que tienen las personas de aquí
numbers-none = Nadie de aquí tiene un número todavía.
numbers-system = Número
numbers-proves = Qué prueba
numbers-word = Quién lo dice
numbers-records = Expedientes que lo tienen
numbers-by-settings = El archivo de configuración
numbers-by-type = Su tipo, tal como llegó
numbers-by-program = El programa: es un sistema que usan todos
numbers-by-nobody = Nadie todavía
numbers-looked-all = { $count ->
    [one] Se contó en el único expediente que hay aquí.
   *[other] Se contó en los { $count } expedientes que hay aquí.
}
numbers-looked-some = Se contó en { $count } expedientes, no en todos los que hay aquí.
numbers-change = Quien administra este programa puede decir en el archivo de configuración qué prueba un número, en [matching]: record_numbers, member_numbers o shared_numbers. Vale para lo que llegue desde entonces.
numbers-shared-title = Números que resultaron ser de varias personas
numbers-shared-text = Cuando llega una tercera persona con el mismo número, este ya no prueba nada de nadie. Con el número de un plan de salud, eso pasa con la persona 21. Solo se muestra el final de cada número.
numbers-shared-none = Ninguno hasta ahora.
numbers-shared-cut = Hay más. Estos son los más recientes.
numbers-ending = Termina en
numbers-since = Desde
numbers-records-count = { $count }
numbers-records-more = { $count } o más
numbers-system-gone = Quien lo tenía ya no está aquí
match-decided-already = Mientras tanto, otra persona ya decidió esto. Si está mal, deshágalo primero.
match-why-missing = Escriba el motivo en pocas palabras.

case-title = ¿Son la misma persona?
case-title-same = Son una sola persona
case-title-other = Son dos personas
case-lead = Primero está la persona del archivo y después quienes ya están aquí. Pregunte a la persona o a quien envió el archivo si puede: dos personas en un expediente es peor que una persona en dos.
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
case-came = En el archivo
case-here = Ya está aquí
case-agrees = Comparación
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
case-done-undone = Se anuló la decisión.
case-undo-title = Retirar la decisión
case-undo-text = Lo que llegó de esta persona por la decisión vuelve a ser un expediente propio.
case-undo-text-other = Se pregunta otra vez quiénes son. Hasta entonces, lo que llegó queda en un expediente propio.
case-undo = Retirarla

parts-title = Una persona, dos expedientes
parts-lead = Estos expedientes se unieron a este:
parts-split = Separarlo otra vez
parts-merge-text = ¿Hay otro expediente de la misma persona?
parts-merge = Unir dos expedientes
merge-find-title = Busque el otro expediente
merge-find-lead = Busque el expediente que también es de { $name }. Verá los dos lado a lado antes de que cambie algo.
merge-title = Unir dos expedientes
merge-lead = Compruebe que los dos son de una sola persona. Dos personas en un expediente es peor que una persona en dos.
merge-first = Este expediente
merge-second = El otro expediente
merge-name = El expediente se llamará { $name }. En él estarán los datos y documentos de los dos. No se pierde nada.
merge-readers = Estas personas podrán abrirlo todo:
merge-readers-none = Nadie tiene todavía una cuenta para ninguno de los dos.
merge-undo = Puede separar los expedientes otra vez cuando quiera. Lo que llegó después queda con el expediente para el que llegó.
merge-go = Unirlos
merge-done = Ahora son un solo expediente.
split-title = Separar dos expedientes
split-lead = El segundo expediente se unió al primero. Si son dos personas, sepárelos otra vez.
split-first = El expediente
split-second = Lo que se le unió
split-text = Cada uno vuelve a ser un expediente propio, con todo lo que llegó para él. Quien podía abrir uno, abre solo ese.
split-go = Separarlos
split-done = Ahora son dos expedientes.
pair-what = Qué contienen y quién puede abrirlos
pair-now-first = Primero
pair-now-second = Segundo
pair-entries = Datos
pair-documents = Documentos
pair-readers = Quién puede abrirlo
pair-nobody = Nadie todavía
pair-why-hint = Por ejemplo: registrado dos veces, vi la identificación. El paciente puede leerlo.
pair-not = No cambiar nada
letter-picture = Imagen que lleva a { $address }
letters-title = Cartas de invitación
letters-lead = Aquí se prepara una carta con un código para cada paciente que todavía no tiene cuenta ni un código válido.
letters-text = Un archivo lleva hasta { $count } cartas, una por página, en inglés y en español, para imprimir y enviar. Haga otro archivo para más.
letters-once = Los códigos están solo en este archivo: guárdelo, imprímalo y después bórrelo. Cada código sirve por dos semanas.
letters-lost = Si el archivo se pierde: abra la ficha del paciente, anule el código y haga otra carta.
letters-go = Crear las cartas (PDF)
letters-nobody = No queda nadie nuevo a quien escribir: los demás tienen una cuenta o un código que todavía sirve.
letters-young = { $count ->
    [one] Un menor no recibe carta: la oficina de expedientes registra a quien actúa por él según la ley, y esa persona recibe el código.
   *[other] { $count } menores no reciben carta: la oficina de expedientes registra a quien actúa por ellos según la ley, y esa persona recibe el código.
}
letters-undated = { $count ->
    [one] Un expediente no tiene fecha de nacimiento, así que no se puede comprobar un código para él.
   *[other] { $count } expedientes no tienen fecha de nacimiento, así que no se puede comprobar un código para ellos.
}
invite-revoke = Anular el código
invite-revoke-text = ¿Una carta fue al lugar equivocado? Anule su código; así ya no abre nada.
invite-revoked = El código ya no sirve.
invite-none-to-revoke = No hay ningún código vigente para este paciente.

### Cuentas, y ayudar a volver a entrar.

accounts-title = Cuentas
accounts-lead = Quién puede iniciar sesión y para qué. Aquí no se muestra nada de ningún expediente médico.
accounts-find = Nombre, nombre de usuario o correo electrónico
accounts-find-hint = Bastan tres letras o más de cada palabra, tal como las oye: «ana rey», «beker», «ana.rey». La ficha de un paciente también lleva a su cuenta.
accounts-which = Qué cuentas
accounts-living = Todas
accounts-staff = Personal
accounts-ended = Terminadas
accounts-none = No hay ninguna.
accounts-not-found = No encontramos ninguna cuenta con eso. Pruebe con menos letras o con otra palabra.
accounts-login = Nombre de usuario
accounts-login-hint = Por ejemplo: nora. Sin espacios.
accounts-role = Función
accounts-made = Creada
accounts-seen = Última vez
accounts-never-seen = Nunca
accounts-ended-label = Terminada
accounts-ended-on = Terminada: { $time }
accounts-factor = Segundo paso
accounts-passkey = Llave de acceso
accounts-app = Código de una aplicación
accounts-no-factor = Todavía no está configurado
accounts-person = Paciente o cuidador
accounts-person-name = Nombre
accounts-name-too-long = Este nombre es demasiado largo.
accounts-new = Agregar a alguien al personal
accounts-new-lead = Usted recibe un código para entregar. Con él, la persona elige una contraseña y configura un segundo paso. Dé solo las funciones que su trabajo necesita.
accounts-new-go = Crear la cuenta
accounts-roles-label = Funciones
accounts-roles-title = Funciones
accounts-roles-text = Lo que esta persona puede hacer.
accounts-roles-go = Cambiar las funciones
accounts-roles-of = Funciones de { $name }
accounts-roles-lead = El cambio vale desde la próxima página que abra. Queda en el registro con el nombre y el motivo de usted.
accounts-roles-save = Guardar las funciones
accounts-roles-done = Las funciones se cambiaron.
accounts-last-administrator = Es la última persona de administración. Primero dé esa función a otra persona.
accounts-why = Motivo
accounts-why-hint = Unas pocas palabras. El motivo queda en el registro.
accounts-why-missing = Escriba en pocas palabras por qué.
accounts-end-title = Terminar esta cuenta
accounts-end-text = Para alguien que se va o que lo pide.
accounts-end-go = Terminar la cuenta
accounts-end-of = Terminar la cuenta de { $name }
accounts-end-lead = Se cierra su sesión en todas partes de inmediato, y nadie podrá volver a entrar con ella. No se puede deshacer.
accounts-end-kept = El expediente médico queda como está. Un paciente puede tener una cuenta nueva con otra invitación.
accounts-end-now = Terminar la cuenta ahora
accounts-ended-done = La cuenta terminó.
office-none = Sin función
office-front-desk = Recepción
office-front-desk-hint = Busca pacientes, hace invitaciones, ayuda a volver a iniciar sesión. No ve fechas de nacimiento.
office-records-office = Oficina de expedientes
office-records-office-hint = Mantiene los expedientes en orden: quién es quién, importaciones, solicitudes. Puede abrir un expediente en una emergencia.
office-privacy-officer = Responsable de privacidad
office-privacy-officer-hint = Cuida de quién vio qué, revisa las emergencias, termina cuentas.
office-administrator = Administración
office-administrator-hint = Administra las cuentas del personal. No ve expedientes.
recover-staff-title = Ayudar a volver a iniciar sesión
recover-staff-text = Si se perdió la contraseña o el teléfono: verifique quién es y entregue un código.
recover-staff-go = Hacer un código
recover-staff-of = Un código para { $name }
recover-staff-lead = Primero verifique quién es. La sesión se cierra en todas partes de inmediato. La persona recibe un aviso y lee en su actividad que usted lo hizo.
recover-check = ¿Cómo verificó quién es?
recover-check-missing = Elija cómo verificó quién es.
recover-check-document = Vi un documento con fotografía
recover-check-known = Conozco a esta persona
recover-check-called-back = Llamé al número que está en el expediente
recover-why = Qué pasó
recover-why-hint = Por ejemplo: perdió el teléfono. Nada sobre la salud. El motivo queda en el registro.
recover-why-missing = Escriba en pocas palabras qué pasó.
recover-make = Hacer el código
recover-letter-title = Código para volver a iniciar sesión
recover-letter-lead = Imprima esta página o copie el código, y entréguelo usted. No se guarda ni se muestra otra vez. Nunca lo envíe por correo electrónico.
recover-letter-heading = Vuelva a iniciar sesión en { $organization }
recover-letter-text = Vaya a esta dirección y escriba el código. Después elija una contraseña nueva y configure un segundo paso. Si el expediente es suyo, también necesita su fecha de nacimiento.
recover-link = Tengo un código de la oficina
recover-title = Volver a iniciar sesión con un código
recover-lead = La oficina le dio un código. ¿No tiene ninguno? Llámenos
recover-code = Código de la oficina
recover-code-needed = Escriba el código de la oficina.
recover-born = Su fecha de nacimiento
recover-born-hint = Hace falta si el expediente es suyo. Si solo cuida a otras personas, déjela en blanco.
recover-next = Después configurará un segundo paso para iniciar sesión.
recover-go = Guardar la contraseña nueva
recover-wrong = Algo no coincide: el nombre, el código o la fecha de nacimiento; o el código ya se usó o es demasiado antiguo. Revíselos o pida a la oficina un código nuevo.

### Acceso de emergencia.

emergency-title = Acceso de emergencia
emergency-text = Si no se puede preguntar al paciente y el expediente hace falta ahora.
emergency-link = Abrir el expediente por una emergencia
emergency-of = Abrir el expediente de { $name } por una emergencia
emergency-lead = Úselo solo si no se puede preguntar al paciente y el expediente hace falta ahora.
emergency-rule-time = Usted puede mirar durante 2 horas. No puede descargar, enviar ni cambiar nada.
emergency-rule-patient = El paciente lee su nombre, su motivo y cada página que abra.
emergency-rule-officer = El responsable de privacidad recibe un aviso de inmediato y lo revisa.
emergency-why = ¿Por qué hace falta?
emergency-why-hint = Por ejemplo: inconsciente, hacen falta sus alergias. El paciente lo leerá.
emergency-why-missing = Escriba en pocas palabras por qué hace falta.
emergency-go = Abrir el expediente
emergencies-title = Emergencias
emergencies-lead = Expedientes que se abrieron por una emergencia. Diga de cada uno si estaba justificado.
emergencies-which = Qué emergencias
emergencies-waiting = Por revisar
emergencies-reviewed = Revisadas
emergencies-none = No hay nada por revisar.
emergencies-none-reviewed = Todavía no se revisó nada.
emergencies-by = Lo abrió
emergencies-when = Cuándo
emergencies-from-until = { $from } a { $until }
emergencies-reason = Motivo que dio
emergencies-verdict = Revisión
emergencies-why = Su motivo
emergencies-done = La revisión quedó guardada, y el paciente puede leerla.
emergency-justified = Justificado
emergency-not-justified = No justificado
emergency-said = { $name }: { $why }
emergency-verdict-missing = Elija si estaba justificado.
emergency-review-why-missing = Escriba en pocas palabras por qué lo decidió así.
emergency-own = Usted mismo abrió este expediente. Debe revisarlo otra persona responsable de privacidad.
emergency-reviewed-before = Alguien ya lo revisó.

### El registro, y las reglas del sitio.

trail-title = Registro de actividad
trail-lead = Lo que se hizo sin relación con un paciente: inicios de sesión, cuentas, importaciones. Para el registro de un expediente, busque primero al paciente.
trail-of = Registro de { $name }
trail-link = Leer el registro de este expediente
trail-whole = { $count ->
    [one] Está intacto: 1 línea está como se escribió
   *[other] Está intacto: { $count } líneas están como se escribieron
}
trail-altered = No está intacto: algo se alteró
trail-check = Comprobar que cada línea está como se escribió
trail-too-long = Este registro es demasiado largo para comprobarlo aquí. Quien administra el servidor puede hacerlo con "bluebutton verify".
trail-who = Quién (parte del nombre)
trail-kind = De qué tipo
trail-all-kinds = Todo
trail-kind-look = Miradas
trail-kind-taken = Descargas y envíos
trail-kind-access = Quién puede ver
trail-kind-account = Cuentas
trail-kind-sign-in = Inicios de sesión
trail-kind-office = Trabajo del personal
trail-kind-emergency = Emergencias
trail-kind-import = Importaciones
trail-kind-request = Solicitudes y anotaciones propias
trail-from = Desde
trail-until = Hasta
trail-day-wrong = Escriba el día así: 2026-05-03.
trail-go = Mostrar
trail-none = No hay líneas así.
trail-when = Cuándo
trail-who-did = Quién
trail-what = Qué
trail-cut = Hay líneas más antiguas que no se buscaron. Elija un último día anterior.
trail-file-title = Llevárselo
trail-file-text = El archivo contiene lo que muestra el filtro, en todas las páginas. Queda en el registro que usted se lo llevó.
trail-csv = Tabla (CSV)
trail-ndjson = Para programas (NDJSON)

### Varios a la vez.

chosen = Elegido
choose = Elegir
jobs-all-kinds = Todas
jobs-retry-chosen = Volver a poner en la cola las elegidas
quarantine-find = Palabras del nombre del archivo o del motivo
quarantine-none-found = Nada en la cuarentena tiene esas palabras.
quarantine-all = Mostrar todo
quarantine-retry-chosen = Volver a intentar con lo elegido
quarantine-remove-chosen = Quitar lo elegido
quarantine-all-taken = Todo se incorporó. Ya no está en la cuarentena.
quarantine-some-still = Algo no se pudo incorporar. Sigue en la cuarentena; abajo está el motivo.
remove-chosen-title = { $count ->
    [one] ¿Quitar esto de la cuarentena?
   *[other] ¿Quitar estos { $count } de la cuarentena?
}
remove-chosen-lead = Desaparecerán de aquí para siempre. Guarde los archivos de los que vinieron, por si hacen falta.
remove-chosen-go = Quitarlos

## How a patient wants to be reached

reach-title = Cómo contactarle
reach-text = Solo así, como lo pidió el paciente (45 CFR 164.522(b)). No use otra dirección ni otro número.
reach-answer = La oficina dijo:
reach-letter = Enviar a (como usted pidió)
reach-send = Envíe o entregue esta carta solo así, como lo pidió el paciente:
