### Las reglas del sitio: qué se retiene, qué es delicado.

rules-title = Reglas
rules-lead = Qué se retiene, y qué queda oculto si el paciente no lo abre.
rules-sources = El archivo de configuración del servidor es el punto de partida. Lo que dice aquí el responsable de privacidad va por encima y vale. Un cambio vale en cada expediente y en cada servidor desde que se hace, y queda en el registro.
rules-held-title = Resultados retenidos
rules-held-none = No se retiene nada: los pacientes ven todo de inmediato.
rules-sections = Parte del expediente
rules-kinds = Qué de ella
rules-all-kinds = Todo
rules-for = Cuánto tiempo
rules-hours = { $count ->
    [one] 1 hora
   *[other] { $count } horas
}
rules-until-reviewed = Se muestra antes si su fuente dice que es definitivo
rules-source = Quién lo dice
rules-deeds = Cambiar
rules-of-the-file = El archivo de configuración
rules-of-the-list = La lista
rules-said-by = { $name }, { $date }.
rules-ended-by = Lo terminó { $name }, { $date }.
rules-change-it = Cambiar
rules-end-it = Terminar
rules-hold-new = Retener algo
rules-topics-title = Temas delicados
rules-topics-none = No hay temas definidos. El archivo de configuración los ha quitado.
rules-topics-text = Ocultos para cuidadores y aplicaciones si el paciente no los abre:
rules-topic = Tema
rules-topic-codes = Códigos
rules-topic-box = En el formulario para dar acceso
rules-topic-offered = Marcado al principio
rules-topic-not-offered = Sin marcar
rules-past-title = Ya no valen
rules-bring-back = Recuperar
rules-duties-title = Funciones separadas
rules-duties-apart = Quien ve fechas de nacimiento no puede hacer códigos que se usan con una fecha de nacimiento.
rules-duties-together = Una misma persona puede ver fechas de nacimiento y hacer códigos que se usan con ellas. Así lo dice la configuración.
rules-duties-where = Esto está en el archivo de configuración del servidor. Puede cambiarlo quien administra el servidor.
rules-who-changes = El responsable de privacidad puede cambiar estas reglas.
rules-done-said = Vale desde ahora.
rules-done-ended = Se terminó. Puede recuperarlo más abajo.
rules-done-back = Ha vuelto, y vale desde ahora.

## Una regla: qué se retiene

rules-hold-title = Retener algo
rules-hold-change-title = Cambiar lo que se retiene
rules-hold-lead = Retenga solo lo que pide una ley o una política. La ley federal quiere que los pacientes vean el resto de inmediato.
rules-hold-instead = Toma el lugar de: { $what }.
rules-hold-sections = ¿Qué partes del expediente?
rules-hold-only = Solo una parte
rules-hold-kinds = Solo estas clases
rules-hold-codes = Solo estos códigos
rules-hold-codes-hint = Uno en cada línea: el sistema, un espacio, el código. Por ejemplo "loinc 5221-7", o "icd10 F1*" para todos los que empiezan con F1.
rules-hold-hours = ¿Por cuántas horas?
rules-hold-hours-hint = Contadas desde que llegó. 744 horas (31 días) como máximo.
rules-hold-reviewed = Mostrarlo antes, cuando su fuente dice que es definitivo
rules-hold-reviewed-hint = Así se retiene solo lo preliminar.
rules-hold-basis = ¿Quién lo pide?
rules-basis-law = Una ley
rules-basis-policy = Nuestra política
rules-basis-law-line = Una ley:
rules-basis-policy-line = Nuestra política:
rules-why = Qué ley o política, o por qué
rules-why-hint = El personal lo lee aquí y en el registro. Sin nombres de pacientes.
rules-check = Ver qué cambiaría
rules-check-title = ¿Retener esto?
rules-check-instead = En lugar de
rules-check-then = Qué pasa entonces
rules-check-since = Lo que llegó después del { $time } sale enseguida de las páginas de los pacientes. Lo anterior se queda.
rules-check-where = Se retiene igual en páginas, archivos, mensajes y aplicaciones.
rules-check-others = Los cuidadores y las aplicaciones no ven que se retiene algo.
rules-check-measures = Las medidas cuentan un resultado retenido como si aún no estuviera.
rules-check-read = Qué leen los pacientes
rules-check-read-text = En estas partes de su expediente, si llegaran ahora dos datos así:
rules-hold-go = Retenerlo
rules-sections-needed = Elija una parte del expediente.
rules-hours-needed = Escriba un número de horas de 1 a { $max }.
rules-basis-needed = Elija quién lo pide.
rules-why-needed = Diga por qué, en 500 letras o menos.
rules-code-wrong = Este no es un código que conocemos: { $code }. Escriba un sistema, un espacio y un código.
rules-hold-already = Esto ya se retiene, por el mismo tiempo.
rules-so-already = Ya es así.
rules-unknown = El archivo de configuración ha cambiado, y esto ya no está en él.
rules-too-many = Ya hay 500 reglas. Una lista más larga va en el archivo de configuración.
rules-kind-diagnosticreport = Informes
rules-kind-observation = Resultados y mediciones sueltos
rules-kind-documentreference = Documentos y cartas
rules-kind-imagingstudy = Imágenes
rules-kind-procedure = Procedimientos

## Una regla: terminada, recuperada

rules-deed-end = ¿Terminar esta regla?
rules-deed-back = ¿Recuperar esta regla?
rules-deed-end-go = Terminarla
rules-deed-back-go = Recuperarla
rules-deed-undo = Se puede deshacer en la página de las reglas.
rules-then-held = Se retiene desde este momento.
rules-then-shown = Lo que retiene se muestra enseguida.
rules-then-hidden = Queda oculto para cuidadores y aplicaciones desde este momento.
rules-then-open = Los cuidadores y las aplicaciones que ven esa parte del expediente lo ven enseguida.
rules-then-offered = La casilla está marcada al principio cuando un paciente da acceso a alguien.
rules-then-not-offered = La casilla no está marcada cuando un paciente da acceso a alguien.

## Un tema delicado

rules-topic-lead = Los datos con uno de estos códigos quedan ocultos para cuidadores y aplicaciones si el paciente no abre el tema. El paciente los ve siempre.
rules-topic-offered-text = La casilla de este tema está marcada al principio cuando un paciente da acceso a una persona; puede quitarla.
rules-topic-not-offered-text = La casilla de este tema no está marcada. El paciente que quiere compartirlo la marca.
rules-offer = Dejarla marcada de antemano
rules-offer-end = No marcarla
rules-topic-codes-title = Códigos
rules-topic-dropped = Quitados
rules-topic-listed = En vigor
rules-code-add = Agregar un código
rules-code-drop = Quitar un código
rules-code-drop-this = Quitar
rules-code-put-back = Volver a poner
rules-code = Código
rules-code-hint = Un asterisco detrás quiere decir todos los códigos que empiezan así, como F11*.
rules-code-begins = todos los que empiezan con { $code }
rules-code-words = Qué significa
rules-code-words-hint = En palabras sencillas, para sus colegas.
rules-system = Sistema de códigos
rules-system-icd10 = ICD-10-CM
rules-system-snomed = SNOMED CT
rules-system-loinc = LOINC
rules-system-rxnorm = RxNorm
rules-system-ndc = NDC
rules-system-cvx = CVX
rules-system-cpt = CPT
rules-system-label = Etiqueta de seguridad
rules-system-confidentiality = Confidencialidad
rules-topic-add-title = Agregar un código: { $topic }
rules-topic-drop-title = Quitar un código: { $topic }
rules-topic-offer-title = Marcarlo al principio: { $topic }
rules-topic-add-then = Los datos con este código quedan ocultos enseguida para cuidadores y aplicaciones, también para quienes ya tenían acceso.
rules-topic-drop-then = Los datos con este código se muestran enseguida a los cuidadores y las aplicaciones que ven esa parte del expediente, si otro código no los oculta.
rules-topic-offer-then = La casilla de este tema está marcada al principio cuando un paciente da acceso a una persona. Para quienes ya tienen acceso, y para las aplicaciones, no cambia nada.
rules-topic-where = Estos códigos están sobre todo en: { $sections }.
rules-topic-add-listed = { $count ->
    [one] Un código de la lista ya empieza así.
   *[other] { $count } códigos de la lista ya empiezan así.
}
rules-topic-drop-listed = { $count ->
    [one] Sale una línea de la lista.
   *[other] De { $count } líneas que empiezan así sale solo esta. Las demás se quedan.
}
rules-topic-patient = El paciente los ve siempre.
rules-topic-add-go = Agregar el código
rules-topic-drop-go = Quitar el código
rules-topic-offer-go = Marcarlo al principio
rules-topic-code-wrong = Escriba un código: letras, cifras, puntos y guiones, con un asterisco detrás o no.
rules-code-already = El tema ya tiene este código.
rules-code-not-there = El tema no tiene este código.
rules-says-hold = Se retiene: { $what }
rules-says-set-aside = No se retiene, aunque el archivo de configuración lo dice: { $what }
rules-says-add = Agregado a { $topic }: { $code }
rules-says-drop = Quitado de { $topic }: { $code }
rules-says-offer = Marcado al principio: { $topic }

## Un tema propio

rules-topic-new = Agregar un tema
rules-topic-new-lead = Algo delicado que la lista no conoce. Los datos con uno de sus códigos quedan ocultos para cuidadores y aplicaciones si el paciente no abre el tema.
rules-topic-english = Nombre en inglés
rules-topic-name-hint = Los pacientes lo leen en el formulario para dar acceso a alguien. 60 letras como máximo.
rules-topic-spanish = Nombre en español
rules-topic-spanish-hint = Si queda vacío, se usa el nombre en inglés.
rules-topic-name-needed = Escriba un nombre corto con letras: 60 como máximo.
rules-topic-there = Ya hay un tema con este nombre. Agregue los códigos allí.
rules-topic-codes-which = ¿Qué códigos hablan de él?
rules-topic-codes-hint = Uno en cada línea: el sistema, el código y qué significa. Por ejemplo «icd10 Z63.4 Muerte de un familiar», o «icd10 Z31*» para todos los que empiezan con Z31.
rules-topic-codes-needed = Escriba un código. Sin él no se ocultaría nada.
rules-topic-offer-it = Marcar su casilla al principio
rules-topic-offer-it-hint = En el formulario en que un paciente da acceso a una persona. Puede quitar la marca.
rules-topic-new-then = Los datos con uno de estos códigos quedan ocultos enseguida para cuidadores y aplicaciones, también para quienes ya tenían acceso.
rules-topic-new-go = Agregar el tema
rules-topic-own = Agregado aquí:
rules-topic-end = Quitar el tema
rules-then-topic = El tema vuelve a los formularios. Sus datos quedan ocultos para cuidadores y aplicaciones desde este momento.
rules-then-no-topic = Ningún formulario ofrece más el tema, y sus datos se muestran. Pero siguen ocultos donde un paciente lo eligió: con una restricción, al dejar la casilla vacía para una persona o una aplicación, y para los padres de un adolescente.
rules-says-topic = Tema: { $topic }
