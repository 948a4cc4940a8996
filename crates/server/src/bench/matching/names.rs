//! Names of made-up people, with commas between: the likelier first.

pub const MALE: &str = "
    James, Robert, John, Michael, David, William, José, Richard, Luis, Joseph, Thomas, Juan,
    Charles, Christopher, Daniel, Carlos, Matthew, Anthony, Mark, Donald, Steven, Paul, Andrew,
    Joshua, Kenneth, Kevin, Brian, Jorge, George, Timothy, Ronald, Edward, Jason, Jeffrey, Ryan,
    Jacob, Francisco, Gary, Nicholas, Eric, Jonathan, Stephen, Larry, Justin, Scott, Brandon,
    Benjamin, Samuel, Jesús, Gregory, Alexander, Patrick, Miguel, Frank, Raymond, Jack, Dennis,
    Jerry, Tyler, Aaron, Manuel, Adam, Nathan, Henry, Zachary, Douglas, Peter, Kyle, Noah, Ethan,
    Jeremy, Rafael, Walter, Christian, Keith, Roger, Terry, Austin, Sean, Gerald, Carl, Pedro,
    Dylan, Harold, Jordan, Jesse, Bryan, Lawrence, Arthur, Gabriel, Bruce, Logan, Albert, Willie,
    Alan, Eugene, Russell, Vincent, Philip, Bobby, Johnny, Bradley, Javier, Kwame, Tariq, Dmitri,
    Hiroshi, Lamont, Osvaldo, Thelonious, Anders, Bartek
";

pub const FEMALE: &str = "
    Mary, María, Patricia, Jennifer, Linda, Elizabeth, Barbara, Susan, Jessica, Sarah, Karen,
    Ana, Lisa, Nancy, Betty, Margaret, Sandra, Ashley, Carmen, Kimberly, Emily, Donna, Michelle,
    Rosa, Carol, Amanda, Dorothy, Melissa, Deborah, Stephanie, Rebecca, Sharon, Laura, Cynthia,
    Guadalupe, Kathleen, Amy, Angela, Shirley, Anna, Brenda, Pamela, Emma, Nicole, Helen,
    Samantha, Katherine, Christine, Debra, Rachel, Carolyn, Janet, Lucía, Catherine, Maria,
    Heather, Diane, Ruth, Julie, Olivia, Joyce, Virginia, Victoria, Kelly, Lauren, Christina,
    Joan, Evelyn, Judith, Megan, Andrea, Cheryl, Hannah, Jacqueline, Martha, Gloria, Teresa, Ann,
    Sara, Madison, Frances, Kathryn, Janice, Jean, Abigail, Alice, Julia, Judy, Sophia, Grace,
    Denise, Amber, Doris, Marilyn, Danielle, Beverly, Isabella, Theresa, Diana, Natalie, Xóchitl,
    Ngozi, Siobhan, Aiyana, Yuki, Ludmila, Ofelia, Ximena
";

/// Twins' names that are much alike: both, and f or m.
pub const TWINS: &str = "
    Maria Marta f, Ana Ada f, Ella Emma f, Hailey Kailey f, Kayla Kyla f, Jada Jade f,
    Faith Hope f, Madison Morgan f, Olivia Sophia f, Lilia Lidia f, Jaden Kaden m,
    Jayden Jordan m, Ethan Evan m, Daniel David m, Taylor Tyler m, Mateo Matias m,
    Jacob Joshua m, Luis Lucas m, Brandon Brendan m, Darren Darrel m
";

pub const FAMILIES: &str = "
    Smith, Johnson, Williams, Brown, Jones, Miller, Davis, Wilson, Anderson, Thomas, Taylor,
    Moore, Jackson, Martin, Lee, Thompson, White, Harris, Clark, Lewis, Robinson, Walker, Young,
    Allen, King, Wright, Scott, Hill, Green, Adams, Nelson, Baker, Hall, Campbell, Mitchell,
    Carter, Roberts, Phillips, Evans, Turner, Parker, Collins, Edwards, Stewart, Morris, Murphy,
    Cook, Rogers, Peterson, Cooper, Reed, Bailey, Bell, Kelly, Howard, Ward, Cox, Richardson,
    Wood, Watson, Brooks, Bennett, Gray, James, Hughes, Price, Myers, Long, Foster, Sanders,
    Ross, Morrison, O'Brien, McDonald, Sullivan, Okafor, Nguyen, Kowalski, Haddad, Petrov,
    Yamamoto, Van Dyke, De Luca, St. Clair, Abernathy, Quackenbush, Featherstone, Lindqvist,
    Oyelaran, Zielinski
";

pub const SPANISH_FAMILIES: &str = "
    García, Rodríguez, Martínez, Hernández, López, González, Pérez, Sánchez, Ramírez, Torres,
    Flores, Rivera, Gómez, Díaz, Reyes, Morales, Cruz, Ortiz, Gutiérrez, Chávez, Ramos, Ruiz,
    Álvarez, Mendoza, Vásquez, Castillo, Jiménez, Moreno, Romero, Herrera, Medina, Aguilar, Vega,
    de la Cruz, Núñez, Peña
";

pub const STREETS: &str = "
    Mill Street, Oak Avenue, Elm Street, Main Street, Cedar Lane, Washington Avenue, Lake Road,
    Hill Street, Maple Drive, Pine Street, Church Street, Park Avenue, River Road,
    Sunset Boulevard, Franklin Street, Highland Avenue, Jefferson Street
";

pub const TOWNS: &str = "
    Riverside, Fairview, Franklin, Clinton, Salem, Madison
";

/// What people are called, behind the full name.
pub const CALLED: &str = "
    Robert Bob, William Bill, Michael Mike, James Jim, Richard Rick, Thomas Tom, Joseph Joe,
    Charles Chuck, Christopher Chris, Daniel Dan, Matthew Matt, Anthony Tony, Steven Steve,
    Andrew Andy, Kenneth Ken, Timothy Tim, Edward Ed, Nicholas Nick, Benjamin Ben, Samuel Sam,
    Francisco Paco, José Pepe, Jesús Chuy, Elizabeth Liz, Patricia Pat, Jennifer Jenny,
    Margaret Peggy, Katherine Kate, Deborah Debbie, Rebecca Becky, Barbara Barb, Susan Sue,
    Kimberly Kim, Guadalupe Lupe, Dorothy Dot, Victoria Vicky
";
