# Las palabras propias del expediente: cómo se llaman las cosas en cada página, papel y archivo.

## Secciones

section-about = Datos personales
section-medications = Medicinas
section-allergies = Alergias
section-conditions = Problemas de salud
section-results = Resultados de exámenes
section-vital-signs = Signos vitales
section-vaccines = Vacunas
section-procedures = Procedimientos y dispositivos
section-visits = Consultas
section-documents = Documentos y notas
section-care-plans = Planes de atención y metas
section-care-team = Equipo de atención
section-social-history = Antecedentes sociales y familiares
section-coverage = Cobertura del seguro
section-claims = Cuentas médicas
section-other = Otros datos

## Datos

name-not-told = Nombre no indicado
entry-unnamed = Sin nombre
entry-undated = Sin fecha
entry-error = Anotado por error
entry-unreadable = No pudimos leer este dato. Sigue guardado en su expediente.
nothing-here = Aquí no figura nada. Puede que un documento de este expediente lo cuente con sus propias palabras.
value-and-unit = { $value } { $unit }
range-between = { $low } a { $high }
range-from = { $low } o más
range-up-to = { $high } o menos
range-for = { $range } ({ $whom })
date-until = { $from } a { $until }
ongoing = sigue en curso

## Cómo está un valor frente a lo habitual

standing-impossible = No puede ser correcto: lo más probable es que no se midiera nada
standing-contradicted = Su fuente escribe dos números distintos: pregunte cuál es el correcto
standing-contradicted-by = Su fuente escribe { $table } en su texto y { $data } en sus datos: pregunte cuál es el correcto
standing-within = Dentro de lo habitual
standing-above = Por encima de lo habitual
standing-below = Por debajo de lo habitual
standing-far-above = Muy por encima de lo habitual
standing-far-below = Muy por debajo de lo habitual
standing-unusual = No es el resultado habitual

## Fechas

month-1 = enero
month-2 = febrero
month-3 = marzo
month-4 = abril
month-5 = mayo
month-6 = junio
month-7 = julio
month-8 = agosto
month-9 = septiembre
month-10 = octubre
month-11 = noviembre
month-12 = diciembre
date-day = { $day } de { $month } de { $year }
date-month = { $month } de { $year }
date-moment = { $date }, { $time } { $zone }

## Quién es alguien

gender-female = Femenino
gender-male = Masculino
gender-other = Otro
gender-unknown = No se sabe
word-yes = Sí
word-no = No
word-do-not-take = No tome esta medicina
word-not-given = No se aplicó
word-not-given-but-lot = La fuente dice que no se aplicó, y da su número de lote: pregunte qué es lo correcto
word-as-needed = Cuando lo necesite
word-reported-by-others = Informado por otra persona
word-no-answer = Sin respuesta
word-do-not-do = No debe hacerse
minutes = { $minutes } min

## Qué es un dato cuando la fuente no le da nombre

document-summary = Resumen de salud
document-visit-summary = Resumen de la consulta
document-discharge = Resumen del alta
document-progress = Nota de evolución
document-consult = Nota de interconsulta
document-referral = Nota de remisión
document-operation = Informe de la operación
document-history = Historia clínica y examen físico
document-imaging = Informe de imágenes
kind-adverse-event = Suceso no deseado
kind-alert = Alerta
kind-appointment = Cita
kind-assessment = Evaluación
kind-assessment-and-plan = Evaluación y plan
kind-audit = Registro de uso
kind-basic = Otra información
kind-benefit = Explicación de beneficios
kind-body-structure = Parte del cuerpo
kind-care-plan = Plan de atención
kind-care-team = Equipo de atención
kind-claim = Reclamo
kind-consent = Consentimiento
kind-coverage = Cobertura del seguro
kind-device = Dispositivo
kind-document = Documento
kind-episode = Período de atención
kind-family-member = Familiar
kind-glasses = Receta de lentes
kind-goal = Meta
kind-imaging = Imágenes
kind-list = Lista
kind-medicine = Medicina
kind-message = Mensaje
kind-instruction = Indicación
kind-order = Orden médica
kind-other = Otra información
kind-patient = Paciente
kind-payment = Pago
kind-picture = Imagen o grabación
kind-provenance = De dónde viene la información
kind-questionnaire = Cuestionario
kind-related-person = Persona cercana al paciente
kind-risk = Evaluación de riesgo
kind-specimen = Muestra
kind-vaccine-plan = Vacunas recomendadas
kind-visit = Consulta

## Tipos de consulta

visit-office = Consulta en el consultorio
visit-emergency = Visita a emergencias
visit-hospital = Estancia en el hospital
visit-observation = Observación en el hospital
visit-short-stay = Estancia corta en el hospital
visit-home = Visita a domicilio
visit-virtual = Consulta por video o teléfono
visit-field = Atención fuera de la clínica
visit-pre-admission = Consulta antes de una hospitalización

## Alergias, problemas, órdenes

severity-mild = Leve
severity-moderate = Moderada
severity-severe = Grave
criticality-low = Riesgo bajo
criticality-high = Riesgo alto, podría poner en peligro la vida
criticality-unable-to-assess = No se pudo determinar
allergy-type-allergy = Alergia
allergy-type-intolerance = Intolerancia
allergen-food = Alimento
allergen-medication = Medicina
allergen-environment = Ambiente
allergen-biologic = Sustancia biológica
category-problem-list = En la lista de problemas actuales
category-visit = Diagnóstico de una consulta
category-concern = Preocupación de salud
priority-urgent = Urgente
priority-asap = Lo antes posible
priority-stat = De inmediato

## Por qué no hay un valor

absent-unknown = No se sabe el resultado
absent-not-asked = No se preguntó
absent-declined = No se quiso contestar
absent-masked = La fuente no lo entrega
absent-not-applicable = No corresponde
absent-not-performed = No se hizo el examen
absent-error = No se pudo completar el examen

## Cada cuánto se toma una medicina

timing-repeat = { $times ->
    [1] una vez
   *[other] { $times } veces
 } { $period ->
    [1] { $unit ->
        [min] por minuto
        [h] por hora
        [d] al día
        [wk] a la semana
        [mo] al mes
       *[a] al año
    }
   *[other] cada { $period } { $unit ->
        [min] minutos
        [h] horas
        [d] días
        [wk] semanas
        [mo] meses
       *[a] años
    }
 }
timing-as-needed-for = cuando lo necesite para { $reason }
timing-morning = en la mañana
timing-afternoon = en la tarde
timing-evening = al anochecer
timing-night = en la noche
timing-bedtime = al acostarse
timing-waking = al despertar
timing-with-meals = con las comidas
timing-with-breakfast = con el desayuno
timing-with-lunch = con el almuerzo
timing-with-dinner = con la cena
timing-before-meals = antes de las comidas
timing-before-breakfast = antes del desayuno
timing-before-lunch = antes del almuerzo
timing-before-dinner = antes de la cena
timing-after-meals = después de las comidas
timing-after-breakfast = después del desayuno
timing-after-lunch = después del almuerzo
timing-after-dinner = después de la cena

## Alergias, reacciones y procedimientos que conocemos por su nombre

allergen-penicillin = Penicilina (penicillin)
allergen-amoxicillin = Amoxicilina (amoxicillin)
allergen-sulfa = Sulfas (sulfa drugs)
allergen-aspirin = Aspirina (aspirin)
allergen-ibuprofen = Ibuprofeno (ibuprofen)
allergen-codeine = Codeína (codeine)
allergen-morphine = Morfina (morphine)
allergen-latex = Látex (latex)
allergen-shellfish = Mariscos (shellfish)
allergen-fish = Pescado (fish)
allergen-peanut = Cacahuate, maní (peanuts)
allergen-nuts = Nueces y almendras (nuts)
allergen-egg = Huevo (eggs)
allergen-milk = Leche (milk)
allergen-pollen = Polen (pollen)
allergen-bee = Picadura de abeja (bee stings)
procedure-mammogram = Mamografía (mammogram)
procedure-colonoscopy = Colonoscopia (colonoscopy)
procedure-eyes = Examen de los ojos (eye examination)
procedure-feet = Examen de los pies (foot examination)
procedure-chest-x-ray = Radiografía de tórax (chest X-ray)
procedure-ecg = Electrocardiograma (ECG)
device-walker = Andador (walker)
reaction-hives = Urticaria, ronchas (hives)
reaction-rash = Sarpullido (skin rash)
reaction-itching = Picazón (itching)
reaction-itching-mouth = Picazón en la boca (itching in the mouth)
reaction-swelling-face = Hinchazón de la cara (swelling of the face)
reaction-swelling = Hinchazón (swelling)
reaction-nausea = Náuseas (nausea)
reaction-vomiting = Vómitos (vomiting)
reaction-diarrhea = Diarrea (diarrhea)
reaction-breath = Falta de aire (shortness of breath)
reaction-wheezing = Silbidos al respirar (wheezing)
reaction-anaphylaxis = Anafilaxia, reacción que pone en peligro la vida (anaphylaxis)
reaction-cough = Tos (cough)
reaction-dizziness = Mareo (dizziness)
severity-very-mild = Muy leve
severity-mild-moderate = De leve a moderada
severity-moderate-severe = De moderada a grave
visit-wellness = Consulta anual de bienestar
visit-specialist = Consulta con especialista
route-mouth = Por la boca
route-under-skin = Debajo de la piel (subcutánea)
route-muscle = En un músculo (intramuscular)
route-vein = En una vena (intravenosa)
route-on-skin = Sobre la piel (tópica)
route-patch = A través de la piel (transdérmica)
route-inhaled = Inhalada
route-nose = En la nariz (nasal)
route-eye = En el ojo (oftálmica)
route-ear = En el oído (ótica)
route-under-tongue = Debajo de la lengua (sublingual)
route-rectal = Por el recto (rectal)
route-vaginal = Por la vagina (vaginal)
