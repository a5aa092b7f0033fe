//! The words of which made-up people are made: names, places, posts, titles.

/// First names.
#[rustfmt::skip] // a name a line would be hundreds of lines
pub const FIRST: &[&str] = &[
    "Abigail", "Adriana", "Aisha", "Alicia", "Amanda", "Amy", "Andrea", "Angela", "Anita", "Anna", "Anthony", "Ashley",
    "Barbara", "Beatriz", "Bethany", "Brandi", "Brenda", "Brian", "Carla", "Carlos", "Carmen", "Carolyn", "Catherine",
    "Chantal", "Charlene", "Cheryl", "Christina", "Cindy", "Claudia", "Connie", "Crystal", "Cynthia", "Daniel", "Darlene",
    "David", "Dawn", "Deborah", "Denise", "Diane", "Donna", "Dorothy", "Ebony", "Elena", "Elizabeth", "Emily", "Eric",
    "Erica", "Erin", "Esther", "Fatima", "Felicia", "Gail", "Gloria", "Grace", "Gwendolyn", "Heather", "Helen", "Holly",
    "Ines", "Irene", "Jacqueline", "Jamal", "James", "Jamie", "Janet", "Jasmine", "Jeffrey", "Jennifer", "Jessica", "Joan",
    "José", "Joyce", "Juan", "Judith", "Julia", "Karen", "Katherine", "Kayla", "Keisha", "Kelly", "Kevin", "Kimberly",
    "Kristin", "Lakshmi", "Latoya", "Laura", "Leah", "Leslie", "Linda", "Lisa", "Lori", "Lucía", "Lynn", "Marcia", "Maria",
    "Mark", "Martha", "Mary", "Mei", "Melissa", "Michelle", "Miguel", "Monica", "Nadia", "Nancy", "Natalie", "Nguyet",
    "Nicole", "Norma", "Olga", "Pamela", "Patricia", "Paul", "Paula", "Priya", "Rachel", "Rebecca", "Renée", "Rhonda",
    "Robin", "Rosa", "Ruth", "Sabrina", "Samantha", "Sandra", "Sara", "Shannon", "Sheila", "Sofia", "Stacy", "Stephanie",
    "Susan", "Tamara", "Tanya", "Teresa", "Theresa", "Tiffany", "Tracy", "Valerie", "Vanessa", "Veronica", "Victoria",
    "Virginia", "Wanda", "Wendy", "William", "Yolanda", "Yvonne", "Zoë",
];

/// Family names.
#[rustfmt::skip] // a name a line would be hundreds of lines
pub const LAST: &[&str] = &[
    "Abbott", "Adams", "Aguilar", "Ahmed", "Allen", "Alvarez", "Anderson", "Bailey", "Baker", "Barnes", "Becker", "Bell",
    "Bennett", "Berger", "Bishop", "Boyd", "Brooks", "Brown", "Bryant", "Burke", "Butler", "Campbell", "Carter", "Castillo",
    "Chan", "Chavez", "Chen", "Clark", "Cohen", "Coleman", "Collins", "Cook", "Cooper", "Cox", "Cruz", "D'Angelo", "Daniels",
    "Davis", "Delgado", "Diaz", "Dixon", "Dubois", "Edwards", "Ellis", "Evans", "Fernández", "Fisher", "Fleming", "Flores",
    "Foster", "Fox", "Francis", "Garcia", "Gibson", "Gomez", "Gonzalez", "Graham", "Grant", "Gray", "Green", "Griffin",
    "Gupta", "Hall", "Hamilton", "Hansen", "Harris", "Hayes", "Henderson", "Hernandez", "Hill", "Hoang", "Hoffman", "Howard",
    "Hughes", "Hunt", "Ibrahim", "Jackson", "James", "Jenkins", "Jensen", "Johnson", "Jones", "Jordan", "Kaplan", "Kelley",
    "Kennedy", "Kim", "King", "Klein", "Kowalski", "Kumar", "Larsen", "Lee", "Lewis", "Long", "Lopez", "Marshall", "Martin",
    "Martinez", "Mason", "McCoy", "McDonald", "Mendoza", "Meyer", "Miller", "Mitchell", "Moore", "Morales", "Morgan",
    "Morris", "Murphy", "Myers", "Nelson", "Nguyen", "Novak", "Núñez", "O'Brien", "O'Connor", "Okafor", "Olson", "Ortiz",
    "Owens", "Park", "Parker", "Patel", "Patterson", "Perez", "Perry", "Peterson", "Pham", "Phillips", "Powell", "Price",
    "Ramirez", "Reed", "Reyes", "Reynolds", "Rice", "Richardson", "Rivera", "Roberts", "Robinson", "Rodriguez", "Rogers",
    "Ross", "Russell", "Ryan", "Sanchez", "Sanders", "Schmidt", "Scott", "Shah", "Shaw", "Silva", "Simmons", "Singh",
    "Smith", "Snyder", "Spencer", "Stewart", "Sullivan", "Tanaka", "Taylor", "Thomas", "Thompson", "Torres", "Tran",
    "Tucker", "Turner", "Vargas", "Vasquez", "Wagner", "Walker", "Wallace", "Ward", "Washington", "Watson", "Webb", "Weber",
    "White", "Williams", "Wilson", "Wong", "Wood", "Wright", "Yang", "Young", "Zhang", "Zimmerman",
];

/// Mail domains that belong to nobody.
pub const DOMAINS: &[&str] = &["example.com", "example.org", "example.net", "mail.example.com", "hospital.example.org"];

/// Places.
#[rustfmt::skip] // a name a line would be hundreds of lines
pub const PLACES: &[&str] = &[
    "Albany, NY", "Albuquerque, NM", "Atlanta, GA", "Austin, TX", "Baltimore, MD", "Birmingham, AL", "Boise, ID",
    "Boston, MA", "Charlotte, NC", "Chicago, IL", "Cleveland, OH", "Columbus, OH", "Dallas, TX", "Denver, CO",
    "Des Moines, IA", "Detroit, MI", "Fargo, ND", "Houston, TX", "Indianapolis, IN", "Jackson, MS", "Kansas City, MO",
    "Las Vegas, NV", "Little Rock, AR", "Los Angeles, CA", "Louisville, KY", "Miami, FL", "Milwaukee, WI",
    "Minneapolis, MN", "Nashville, TN", "New Orleans, LA", "Newark, NJ", "Omaha, NE", "Orlando, FL", "Philadelphia, PA",
    "Phoenix, AZ", "Pittsburgh, PA", "Portland, OR", "Providence, RI", "Raleigh, NC", "Richmond, VA", "Sacramento, CA",
    "Salt Lake City, UT", "San Antonio, TX", "San Diego, CA", "Seattle, WA", "St. Louis, MO", "Tampa, FL", "Tulsa, OK",
];

/// Posts.
pub const ROLES: &[&str] = &[
    "Credentialing Coordinator",
    "Credentialing Specialist",
    "Enrollment Specialist",
    "Front Office Supervisor",
    "Manager, Medical Staff Services",
    "Medical Office Administrator",
    "Medical Staff Coordinator",
    "Medical Staff Services Assistant",
    "Practice Administrator",
    "Provider Enrollment Analyst",
    "Provider Relations Lead",
    "Quality and Peer Review Coordinator",
];

/// Why an application is refused.
pub const NOT_ELIGIBLE: &[&str] = &[
    "experience not documented for the whole look-back",
    "evidence does not meet any route",
    "hours below the minimum",
    "field of work does not qualify",
];

/// Why a credit is disallowed.
pub const DISALLOWED: &[&str] = &[
    "no certificate",
    "certificate does not name the participant",
    "content outside the field",
    "hours not verified",
    "business meeting, not education",
];

/// Why a renewal is returned or refused.
pub const SENT_BACK: &[&str] =
    &["approved credits missing", "certificates missing", "fee not complete", "hours do not add up"];

/// Why a credential is suspended or revoked.
pub const CONDUCT: &[&str] = &[
    "complaint under review",
    "misuse of the designation",
    "false statement in an application",
    "sanction by an employer reported",
    "breach of exam confidentiality",
];

/// Notes beside whatever was entered.
pub const NOTES: &[&str] = &[
    "phoned the office first",
    "entered from an e-mail",
    "name checked against identification",
    "see correspondence",
    "confirmed by the chapter",
    "sent twice; the first was unreadable",
    "asked for a receipt",
];
