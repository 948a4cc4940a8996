### El marco del movimiento, su primera página y los textos de los compromisos.

hub-name = Movimiento Blue Button
hub-menu = Menú
hub-menu-close = Cerrar
hub-menu-label = Páginas del movimiento
hub-find-short = Buscar
hub-nav-home = Inicio
hub-nav-find = Encuentre su historial
hub-nav-members = Miembros
hub-nav-community = Comunidad
hub-nav-data = Datos abiertos
hub-nav-review = Revisar
hub-nav-enter = Para miembros
hub-signed-in-for = Sesión de { $name } por { $organization }
hub-foot-marks = Blue Button® y su logotipo pertenecen al HHS. Nuestras revisiones solo dicen lo que un programa pudo ver desde fuera ese día.
hub-foot-checks = Cómo revisamos
hub-foot-portal = Historial médico en { $organization }
no-endorsement-lead = El compromiso es voluntario.
no-endorsement-rest = Un compromiso, una insignia o una mención aquí no es un respaldo del Departamento de Salud y Servicios Humanos de EE. UU. (HHS) ni de ninguna parte del gobierno federal.
no-endorsement = El compromiso es voluntario. Un compromiso, una insignia o una mención aquí no es un respaldo del Departamento de Salud y Servicios Humanos de EE. UU. (HHS) ni de ninguna parte del gobierno federal.
no-endorsement-short = Voluntario. No es un respaldo del HHS ni del gobierno federal.
demo-mail = Esto es una demostración: su correo se puede leer en
link-over = Este enlace ya no funciona
link-over-text = Ya se usó o es demasiado antiguo. No se cambió nada. Pida uno nuevo.
trap-label = Deje esto vacío
turn-before = Anteriores
turn-next = Más
feed-title = Noticias del movimiento Blue Button

home-title-hub = Únase al movimiento Blue Button
home-heading = Su historial médico es suyo. Prometemos entregárselo.
home-lead-hub = { $count ->
    [0] Asuma el compromiso: ayude a las personas a ver, descargar y enviar su propio historial médico. Lo que se puede ver desde fuera se revisa en público.
    [one] Una organización se ha comprometido a ayudar a las personas a ver, descargar y enviar su propio historial médico. Lo que se puede ver desde fuera se revisa en público.
   *[other] { $count } organizaciones se han comprometido a ayudar a las personas a ver, descargar y enviar su propio historial médico. Lo que se puede ver desde fuera se revisa en público.
}
home-take = Asumir el compromiso
home-read = Léalo primero, 2 minutos
home-dots = Cada punto es un miembro.
home-dots-whole = { $count ->
    [one] Lleno: 1 supera todas las revisiones.
   *[other] Lleno: { $count } superan todas las revisiones.
}
home-dots-part = { $count ->
    [one] Anillo: 1 supera una parte.
   *[other] Anillo: { $count } superan una parte.
}
home-dots-untold = { $count ->
    [one] Punteado: 1 que no podemos revisar desde fuera.
   *[other] Punteado: { $count } que no podemos revisar desde fuera.
}
home-not-there = ¿No está, o no le dan sus datos?
home-numbers = El movimiento en cifras
home-number-members = miembros: { $holders } guardan historiales, { $others } no
home-number-checks = de { $made } revisiones superadas en la última ronda
home-number-asked = personas que escribieron para pedir su historial
home-number-got = que después lo recibieron
home-what = Lo que promete el botón azul
home-see = Todo su historial en una pantalla: medicamentos, resultados, notas y facturas, en palabras que se entienden.
home-download = Con un clic es suyo: para imprimir, guardar o abrir en la aplicación que usted elija.
home-send = Al próximo médico, a su hija, adonde usted decida.
home-two = Dos formas de comprometerse
home-hold = Ustedes guardan historiales médicos
home-hold-who = Hospitales, médicos, planes de salud, farmacias, laboratorios
home-hold-1 = Las personas pueden ver, descargar y enviar su historial
home-hold-2 = Todo el historial, y cada consulta
home-hold-3 = También para los cuidadores
home-hold-4 = En 4 días hábiles
home-hold-5 = Ustedes indican sus direcciones públicas y nosotros las revisamos cada día
home-hold-go = Comprometerse como titular de historiales
home-help = Ustedes no, pero pueden ayudar
home-help-who = Empresas, asociaciones, grupos de pacientes, desarrolladores, profesionales clínicos
home-help-1 = Digan a su gente cómo obtener su historial
home-help-2 = Pidan a sus planes de salud que se comprometan
home-help-3 = Creen herramientas que abran estos historiales
home-help-4 = Informen cada año de lo que hicieron
home-help-go = Comprometerse para ayudar
home-texts = Lea lo que se promete, palabra por palabra:
home-newest = Miembros más recientes
home-newest-none = Todavía no se ha unido nadie. Usted podría ser la primera persona.
home-all = { $count ->
    [one] El único miembro
   *[other] Los { $count }
}
home-coming = Novedades y próximos eventos
home-coming-none = Todavía no hay nada previsto.

pledge-version = Versión { $version } del texto. Quien firmó una anterior responde por aquella.
pledge-version-then = Versión { $version } del texto, como se firmó entonces. Ya no se firma.
pledge-versions = Otras versiones:
group-holder = Quienes guardan historiales médicos
group-helper = Quienes no los guardan, y ayudan
group-network = Redes
group-ehr = Creadores de sistemas de historiales
group-app = Aplicaciones
promise-always = Todos prometen esto
promise-chosen = Lo prometen quienes lo eligen
promise-checked = Lo revisamos desde fuera.

kind-hospital = Hospital
kind-provider = Médicos o clínica
kind-payer = Plan de salud
kind-pharmacy = Farmacia
kind-laboratory = Laboratorio
kind-registry = Registro
kind-network = Red
kind-ehr = Creador de sistemas de historiales
kind-app = Aplicación
kind-employer = Empresa
kind-association = Asociación
kind-patients = Grupo de pacientes o consumidores
kind-developer = Desarrollador
kind-clinician = Profesional clínico
kinds-hospital = Hospitales
kinds-provider = Médicos y clínicas
kinds-payer = Planes de salud
kinds-pharmacy = Farmacias
kinds-laboratory = Laboratorios
kinds-registry = Registros
kinds-network = Redes
kinds-ehr = Creadores de sistemas de historiales
kinds-app = Aplicaciones
kinds-employer = Empresas
kinds-association = Asociaciones
kinds-patients = Grupos de pacientes y consumidores
kinds-developer = Desarrolladores
kinds-clinician = Profesionales clínicos

gives-label = Lo que ofrecen
gives-see = Ver
gives-download = Descargar
gives-send = Enviar
gives-apps = Aplicaciones
gives-see-is = el historial en una pantalla
gives-download-is = un archivo para guardar
gives-send-is = a un médico o a otro lugar
gives-apps-is = con la aplicación que usted elija
gives-broken = dicen que sí, pero no funcionó cuando lo revisamos
gives-not-known = aquí no, que sepamos
lead-first-see = ver su historial
lead-first-download = descargar su historial
lead-first-send = enviar su historial
lead-first-apps = abrir su historial en una aplicación
lead-download = descargarlo
lead-send = enviarlo
lead-apps = abrirlo en una aplicación
