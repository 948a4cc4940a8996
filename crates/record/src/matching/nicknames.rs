//! Nicknames and spellings of given names, English and Spanish, as people in the United States use
//! them. Written for this purpose.
//!
//! A row (up to a semicolon) is one name: the full form first, then what people called so also write. Two words are one
//! name where they stand in one row; rows are not chained, so that Alfred and Albert stay two
//! although both are called Al. Names that parents give to two children of theirs as they come
//! (Juana and Ana, Eric and Erica) stand in no row together.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Whether two folded given names may be one name.
pub(super) fn are_of_one_name(one: &str, other: &str) -> bool {
    let (Some(ours), Some(theirs)) = (ROWS_OF.get(one), ROWS_OF.get(other)) else { return false };
    ours.iter().any(|row| theirs.contains(row))
}

/// The full forms that a folded given name may stand for; itself where there are none.
pub fn full_forms(name: &str) -> Vec<&str> {
    let rows = ROWS_OF.get(name).map_or(&[][..], Vec::as_slice);
    let full = rows.iter().filter_map(|row| NICKNAME_ROWS.get(*row)?.split(' ').next());
    let mut forms: Vec<&str> = full.take(FORMS_MAX).collect();
    if forms.is_empty() {
        forms.push(name);
    }
    forms
}

/// The rows that hold a name.
static ROWS_OF: LazyLock<HashMap<&'static str, Vec<usize>>> = LazyLock::new(|| {
    let mut rows_of: HashMap<&str, Vec<usize>> = HashMap::new();
    for (row, names) in NICKNAME_ROWS.iter().enumerate() {
        for name in names.split(' ') {
            rows_of.entry(name).or_default().push(row);
        }
    }
    rows_of
});

static NICKNAME_ROWS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| NICKNAMES.split(';').map(str::trim).filter(|row| !row.is_empty()).collect());

/// Nobody is looked for under more full forms than this.
const FORMS_MAX: usize = 6;

const NICKNAMES: &str = "
    abigail abby abbie gail; abraham abe bram; adelaide addie della; albert al bert bertie;
    alejandra ale sandra alexandra; alejandro alex jandro;
    alexander alex alec sandy xander zander lex; alexandra alex alexa sandra sandy lexi;
    alfonso poncho fonzo alfonzo; alfred al alf fred alfie; alfredo fredo alfred;
    alicia ali lichi; alison allison ali allie alyson; amanda mandy manda; amelia amy millie;
    ana anita anna; anabel annabel anabelle annabelle; andrea andi; andrew andy drew;
    andres andy; angela angie; angelica angie; ann anne annie nan anna; anthony tony;
    antonia tonya toni; antonio tono tony antony; april avril; archibald archie;
    arturo art arturito; arthur art artie; augustus gus augie; augustin agustin gus tino;
    barbara barb barbie babs; bartholomew bart; beatrice bea trixie; beatriz bea betty;
    benjamin ben benny benji benjie; bernard bernie; bernardo nardo berni; bradley brad;
    brandon brandyn; brian bryan bryon; brittany brittney britney britt; calvin cal;
    camila cami camilla; cameron cam; carlos carlitos charly; carmen carmela; carolina caro;
    caroline carol carrie; carolyn carol lyn; cassandra cass cassie sandra; catalina cata;
    catherine cathy kathy katherine kate katie kathryn kathleen cathryn cate kit kitty;
    cecilia ceci celia; charles charlie chuck chas chaz; charlotte charlie lottie char;
    chester chet; christian chris; christina chris tina christine chrissy kristina;
    christine chris tina christina chrissy kristine; christopher chris kit topher kristopher;
    clara clarita; clarence clare; clifford cliff; clinton clint; concepcion concha conchita;
    consuelo chelo; constance connie; cornelius neil; cristina cris tina christina;
    cynthia cindy cyndi; daniel dan danny; daniela dani daniella; darlene darla;
    david dave davy davey; deborah deb debbie debra debby; delores dolores dee; dennis denny;
    diana diane di; dolores lola loli; dominic dom nick dominick; dominga minga;
    donald don donny donnie; dorothy dot dottie dolly; douglas doug; duane dwayne;
    eduardo lalo edy edward; edgar ed eddie; edith edie; edmund ed eddie ned;
    edward ed eddie ned ted teddy; edwin ed eddie; eleanor ellie nell nora elinor; elena lena;
    elisa elisita; elizabeth liz beth betty eliza lizzie betsy bess bessie libby lisa elisabeth;
    ellen nell nellie; emily em emmy; emma em; enrique kike quique henry; eric erik erick;
    ernest ernie; ernesto neto; esperanza espe; esteban steve; esther essie ester; eugene gene;
    eva evita; evelyn evie; ezekiel zeke; felipe pipe phillip; felix feliks; fernanda fer nanda;
    fernando nando fer; florence flo flossie; frances fran franny francie;
    francisca paca pancha paquita; francis frank fran;
    francisco paco pancho frank cisco kiko curro; franklin frank;
    frederick fred freddy freddie fredrick fredric; gabriel gabe gabi;
    gabriela gabi gaby gabriella; geoffrey jeff geoff jeffrey; george georgie;
    gerald gerry jerry; gerardo jerry lalo; geraldine gerry; gilbert gil; gilberto beto gil;
    gloria glory; gonzalo chalo; gregory greg gregg; gretchen greta; guadalupe lupe lupita;
    guillermo memo guille william; gustavo gus tavo; gwendolyn gwen; hannah hanna;
    harold hal harry; harriet hattie; hector tito; heather heath; helen nell lena helena;
    henry hank harry hal; herbert herb bert; herminia mina; howard howie; hugo huguito;
    ignacio nacho; ines inez; isaac ike; isabel isa chabela isabella;
    isabella bella izzy isabel isabelle; jacob jake jakob; jacqueline jackie jacky;
    james jim jimmy jamie jem; janet jan; janice jan; jasmine jazmin yasmin jazmine;
    javier javi xavier; jeffrey jeff geoff; jennifer jen jenny jenn jenni; jeremiah jerry;
    jeremy jerry; jerome jerry; jesse jess; jessica jess jessie; jesus chuy chucho; jill gill;
    joan joanie; joanna jo joanne; joaquin quino; joel joey; john johnny jack jon johnnie;
    jonathan jon john johnathan jonny nathan; jose pepe chepe joe; josefa pepa;
    josefina fina pepa; joseph joe joey jos; josephine jo josie; joshua josh; joyce joy;
    juan juanito juancho john; juana juanita; judith judy judie; julia julie; julian jules;
    juliana juli; julio julito; karen karin;
    katherine kathy kate katie kat kathryn catherine kay katy kathie;
    kathleen kathy kate kathie cathleen; kelly kelley kellie; kenneth ken kenny; kevin kev;
    kimberly kim kimberley kimmy; kristen kristin kris kirsten; lauren laurie;
    laura laurie lori laurita; lawrence larry laurence lars; leandro leo; leonard leo len lenny;
    leonardo leo; leopoldo polo leo; leslie les lesley; leticia letty lety;
    lillian lily lil lilian; linda lindy; lindsay lindsey; lorena lore; lorraine lori;
    lourdes lulu; louis lou louie lewis; louise lou; lucia lucy luci; lucille lucy;
    luis lucho luisito; luisa lucha; luz lucita; madeline maddie maddy madeleine madelyn;
    magdalena magda lena; manuel manny manolo; manuela manuelita; marcos mark marco;
    marcus mark marc; margaret maggie meg peggy marge margie peg greta rita margo madge;
    margarita rita mago margo; maria mari maritza mary mariquita; mariana mari; mario marito;
    mark marc; marjorie marge margie; martha marty mattie; martin marty; mary molly polly mamie;
    mateo teo matthew; matilda tilly tillie mattie; matthew matt matty mathew; maurice maury;
    maximilian max maximiliano; maxwell max; megan meg meagan meghan; melanie mel;
    melissa mel missy lissa; melvin mel; mercedes meche;
    michael mike mick mickey mikey mitch micheal; michelle shelly michele chelle;
    miguel migue mike; mildred millie; minnie mina; miriam mimi; mitchell mitch;
    mohammed muhammad mohamed mohammad mo; monica moni; montgomery monty; nancy nan;
    natalia naty nat talia; natalie nat; nathan nate nat; nathaniel nate nat nathan;
    nicholas nick nicky nicolas nico; nicolas nico nicholas; nicole nicky nikki nicki;
    norman norm; octavio tavo; oliver ollie; olivia liv livvy; oscar oskar; pablo paul;
    pamela pam; patricia pat patty trish tricia patti paty; patrick pat paddy; paul paulie;
    paula pauli; pedro perico peter; penelope penny; peter pete; philip phil phillip;
    pilar pili; priscilla cilla; rachel rachael rae; rafael rafa raphael; ramon moncho ray;
    raquel kelita rachel; raul rulo; raymond ray; raymundo ray mundo; rebeca beca rebecca;
    rebecca becky becca; regina gina; reginald reg reggie; ricardo rico richard ricky;
    richard rick dick rich richie ricky; robert bob rob bobby robbie bert;
    roberta bobbie robbie; roberto beto tito robert; rodolfo fito rudy; rodrigo rodri;
    roger rog; roland rollie; rolando rolo; ronald ron ronny ronnie; rosa rosita rose rosie;
    rosario charo; rosemary rose rosie; rudolph rudy; russell russ rusty; ruth ruthie;
    salvador chava sal; samantha sam sammy; samuel sam sammy; sandra sandy;
    santiago santi chago diego; sara sarah sally sadie; sebastian seb basti; sergio checo;
    shirley shirl; sofia sofi sophia sophie; sophia sophie sofia; stanley stan;
    stephanie steph stefanie steffi; stephen steve steven stevie stephan;
    steven steve stephen stevie; stuart stu stewart; susan sue susie suzie suzy susanna;
    susana susy susanna; sylvia silvia; tamara tammy; teresa tere terry theresa tess tessa;
    theodore ted teddy theo; theresa terry tess tessa teresa; thomas tom tommy;
    timothy tim timmy; tobias toby; tomas tommy thomas; tracy tracey traci; valentina vale;
    valeria vale; valerie val; vanessa nessa; veronica vero ronnie; vicente chente vincent;
    victor vic; victoria vicky tori vicki vickie; vincent vince vinny vin; viola vi;
    virginia ginny ginger; vivian viv; walter walt wally; wendy wen; wilfred will fred;
    william bill will billy willy liam willie; yolanda yoli;
    zachary zach zack zachariah zachery; ximena jimena; yesenia jessenia;
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nicknames_lead_to_their_name_and_no_further() {
        assert!(are_of_one_name("bob", "robert"));
        assert!(are_of_one_name("pepe", "jose"));
        assert!(are_of_one_name("paco", "francisco"));
        assert!(!are_of_one_name("albert", "alfred"));
        assert!(!are_of_one_name("maria", "marta"));
        assert_eq!(full_forms("al"), ["albert", "alfred"]);
        assert_eq!(full_forms("kareem"), ["kareem"]);
    }

    #[test]
    fn every_row_is_folded_and_holds_at_least_two_names() {
        for row in NICKNAME_ROWS.iter() {
            let names: Vec<&str> = row.split(' ').collect();
            assert!(names.len() > 1, "{row}");
            assert!(names.iter().all(|name| crate::normalize::fold(name) == *name), "{row}");
        }
    }
}
