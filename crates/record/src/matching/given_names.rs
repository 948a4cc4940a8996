//! Given names that people really have. A typing error turns a name into what is none ("Micheal");
//! what is another of these names is another name ("Maria", "Marta"), and may be a twin's. The list
//! holds common English and Spanish names; it need not be whole, for a name that is missing only
//! makes the rule take two names that differ by a letter for a typing error, which alone decides
//! nothing.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Whether a folded word is a given name.
pub(super) fn is_one(word: &str) -> bool {
    KNOWN.contains(word)
}

static KNOWN: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| GIVEN_NAMES.split_ascii_whitespace().collect());

const GIVEN_NAMES: &str = "
    aaron abbie abby abe abigail abraham ada adam adan addie adela adelaide adrian adriana agnes
    agustin aida aidan aiden aileen aimee alan alana alba albert aldo ale alec alejandra
    alejandro alex alexa alexander alexandra alexis alf alfie alfonso alfonzo alfred alfredo ali
    alice alicia alina alison allan allen allie allison alma alonso alonzo alva alvaro alvin
    alyson alyssa amalia amanda amber amelia amparo amy ana anabel anabelle anastasia andi andre
    andrea andres andrew andy angel angela angeles angelica angelina angelo angie anibal anita
    ann anna annabel annabelle anne annie anthony anton antonia antonio antony april araceli
    archibald archie ariana ariel arlene armando arnold arnulfo art arthur artie arturito arturo
    ashley astrid aubrey audrey augie augustin augustus aurelio aurora austin autumn ava avery
    avril axel babs bailey barb barbara barbie bart bartholomew basti bea beatrice beatriz beca
    becca becky bella ben benjamin benji benjie benny bernard bernardo berni bernie bert bertie
    bess bessie beth beto betsy betty beverly bianca bill billy blake blanca bob bobbie bobby
    bonnie boris brad bradley brady bram brandon brandyn brenda brent bret brett brian brianna
    bridget britney britt brittany brittney brooke bruce bruno bryan bryce bryon byron caden cal
    caleb callie calvin cam cameron cami camila camilla candace carl carla carlitos carlo carlos
    carly carmela carmelo carmen caro carol carole carolina caroline carolyn carrie carson
    carter casey cass cassandra cassie cata catalina cate catherine cathleen cathryn cathy ceci
    cecil cecile cecilia cedric celeste celia cesar chabela chad chago chalo chance chandra char
    charles charlie charlotte charly charo chas chase chava chaz checo chelle chelo chelsea
    chente chepe cheryl chester chet chloe chris chrissy christian christina christine
    christopher chucho chuck chuy cilla cindy cisco claire clara clare clarence clarita claudia
    claudio clayton cliff clifford clint clinton clyde cody colby cole colin colleen concepcion
    concha conchita connie connor conor constance consuelo cooper cora corey cornelius cory
    courtney craig cris cristian cristina cristobal crystal curro curtis cyndi cynthia dale
    dalia damian damon dan dana dane dani daniel daniela daniella danielle danny dante daphne
    darian darin dario darla darlene darrell darren darryl daryl dave davey david davy dawn dean
    deanna deb debbie debby deborah debra dee delia della delores demetrius denise dennis denny
    derek derrick desiree destiny devin devon diana diane dianna dick diego dillon dina dixie
    dolly dolores dom dominga dominic dominick dominique don donald donna donnie donny donovan
    dora doreen doris dorothy dot dottie doug douglas drake drew duane duncan dustin dwayne
    dylan earl ebony eddie edgar edie edith edmund edna eduarda eduardo edward edwin edy efrain
    elaine eleanor elena eli elia elian elias elijah elinor elisa elisabeth elise eliseo elisita
    eliza elizabeth ella ellen ellie elliot elliott ellis elmer elsa elsie elvira elvis emanuel
    emil emilia emiliano emilio emily emma emmy enrique eric erica erick erik erika erin erma
    ernest ernestina ernesto ernie esmeralda espe esperanza essie esteban estela estella estelle
    ester esther ethan ethel eugene eugenia eulalia eva evan eve evelyn evie evita ezekiel ezra
    fabian faith fatima faustino faye feliks felipe felix fer fernanda fernando fidel fina fiona
    fito flo flora florence flossie floyd fonzo forrest fran frances francesca francie francine
    francis francisca francisco frank franklin franny fred freda freddie freddy frederick fredo
    fredric fredrick frida gabe gabi gabriel gabriela gabriella gaby gail garrett gary gavin
    gene genesis geoff geoffrey george georgia georgie gerald geraldine gerardo german gerry gil
    gilbert gilberto gill gina ginger ginny gisela gladys glen glenda glenn gloria glory gonzalo
    grace gracie graciela grant greg gregg gregory greta gretchen guadalupe guille guillermo gus
    gustavo guy gwen gwendolyn hailey hal haley halle hank hanna hannah harley harold harper
    harriet harrison harry harvey hattie hayden hazel heath heather hector heidi helen helena
    henrietta henry herb herbert herman herminia hernan hilda hillary holly homer hope horace
    howard howie hugh hugo huguito humberto hunter ian ida ignacio ike imani imelda ines inez
    ingrid ira irene irma irvin irving isa isaac isabel isabella isabelle isaiah isaias ismael
    israel ivan ivana ivette ivonne ivy izzy jack jackie jackson jacky jaclyn jacob jacqueline
    jade jaden jaime jake jakob jamal james jamie jan jana jandro jane janelle janet janice
    janie jared jasmin jasmine jason jasper javi javier jay jayden jayla jazmin jazmine jean
    jeanette jeanne jeff jeffrey jem jen jenn jenna jenni jennifer jenny jeremiah jeremy jerome
    jerry jess jesse jessenia jessica jessie jesus jill jim jimena jimmy joan joanie joann
    joanna joanne joaquin jocelyn jodi jody joe joel joey johanna john johnathan johnnie johnny
    jon jonathan jonny jordan jorge jos jose josefa josefina joseph josephine josh joshua josiah
    josie joy joyce juan juana juancho juanita juanito jude judie judith judy jules juli julia
    julian juliana julianne julie juliet julieta julio julissa julito june justin justina kaden
    kai kaitlyn kaleb kara karen karin karina karl karla kat kate katelyn katherine kathie
    kathleen kathryn kathy katie katy kay kayden kayla keith kelita kelley kelli kellie kelly
    kelsey kelvin ken kendall kendra kenneth kenny kent kerry kev kevin kiara kike kiko kim
    kimberley kimberly kimmy kirk kirsten kit kitty kris krista kristen kristin kristina
    kristine kristopher krystal kurt kyla kyle kylie lacey lalo lamar lana lance larry lars
    latoya laura laurel lauren laurence laurie laurita lawrence leah leandro lee leigh len lena
    lenny leo leon leona leonard leonardo leonel leonor leopoldo leroy les lesley leslie lester
    leticia letty lety lewis lex lexi liam liana libby lichi lidia lil lila lili lilia lilian
    lillian lily lina linda lindsay lindsey lindy lionel lisa lissa liv livvy liz lizzie lloyd
    logan lola loli lonnie lora lore lorena loretta lori lorraine lottie lou louie louis louise
    lourdes luca lucas lucha lucho luci lucia luciana luciano lucille lucinda lucio lucita lucy
    luis luisa luisito luke lula lulu lupe lupita luz lydia lyle lyn lynn mabel mack mackenzie
    maddie maddy madeleine madeline madelyn madge madison magda magdalena maggie mago maira
    malcolm mamie manda mandy manny manolo manuel manuela manuelita mara marc marcel marcela
    marcelo marcia marco marcos marcus margaret margarita marge margie margo mari maria mariana
    maribel maricela marie mariela marilyn marina mario marion mariquita marisa marisol marissa
    marito maritza marjorie mark marlene marlon marsha marshall marta martha martin martina
    marty marvin mary mason mateo mathew matias matilda matt matthew mattie matty maura maureen
    maurice mauricio maury max maximilian maximiliano maxine maxwell maya mayra meagan meche meg
    megan meghan mel melanie melba melinda melissa melody melvin memo mercedes merle mia micaela
    micah michael michele michelle mick mickey migue miguel mika mike mikey mildred miles millie
    milo mimi mina mindy minga minnie mireya miriam missy misty mitch mitchell mohamed mohammad
    mohammed moises molly mona moncho moni monica montgomery monty morgan morris moses muhammad
    mundo muriel myra myrna myrtle nacho nadia nadine nan nancy nanda nando naomi nardo nash nat
    natalia natalie natasha nate nathan nathaniel naty ned neil nelida nell nellie nelly nelson
    nessa nestor neto nicholas nick nicki nicky nico nicolas nicole nikki nina noah noe noel
    noelia noemi nora norberto norm norma norman octavio olga olive oliver olivia ollie omar ora
    orlando oscar oskar otis otto owen pablo paca paco paddy paige pam pamela pancha pancho
    paquita pascual pat patricia patrick patsy patti patty paty paul paula pauli paulie paulina
    pauline pearl pedro peg peggy penelope penny pepa pepe percy perico perla perry pete peter
    phil philip phillip phoebe phyllis pilar pili pipe polly polo poncho preston priscilla
    quentin quincy quinn quino quique rachael rachel rae rafa rafael ralph ramiro ramon ramona
    randall randy raphael raquel raul ray raymond raymundo rebeca rebecca reg reggie regina
    reginald reina rene renee reuben reyna rhonda ricardo rich richard richie rick ricky rico
    riley rita rob robbie robert roberta roberto robin robyn rocio rocky rodolfo rodri rodrigo
    rog rogelio roger roland rolando rollie rolo roman romeo romina ron ronald ronan ronnie
    ronny rory rosa rosalba rosalia rosalie rosalind rosalinda rosana rosanna rosario rosaura
    rose rosemary rosie rosita roxanne roy ruben ruby rudolph rudy rufus rulo russ russell rusty
    ruth ruthie ryan sabrina sadie sal sally salvador sam samantha samara samir sammy samuel
    sandra sandy santi santiago sara sarah sasha saul savannah scott sean seb sebastian selena
    selina serena sergio seth shane shannon sharon shaun shawn sheila shelby sheldon shelly
    sherri sherry sheryl shirl shirley sidney sienna sierra silas silvia simon simone skylar
    sofi sofia sonia sonya sophia sophie spencer stacey stacy stan stanley stefanie steffi
    stella steph stephan stephanie stephen sterling steve steven stevie stewart stu stuart sue
    summer susan susana susanna susie susy suzanne suzie suzy sydney sylvia tabitha talia tamara
    tammy tania tanya tara tatiana tavo taylor ted teddy teo tere teresa terrance terrence terry
    tess tessa theo theodore theresa thomas tiffany tillie tilly tim timmy timothy tina tino
    tito tobias toby todd tom tomas tommy toni tono tony tonya topher tori tracey traci tracy
    travis trent trevor tricia trish tristan trixie troy tyler tyrone ulises uriel ursula val
    vale valentin valentina valeria valerie vanessa vera verna vernon vero veronica vic vicente
    vicki vickie vicky victor victoria vilma vin vince vincent vinny viola violet virginia viv
    vivian viviana wade walker wallace wally walt walter wanda warren wayne wen wendy wesley
    whitney wilbur wilfred will william willie willy wilma winston wyatt xander xavier ximena
    xiomara yadira yasmin yesenia yolanda yoli yvette yvonne zach zachariah zachary zachery zack
    zander zane zeke zoe zoey zulema
";
