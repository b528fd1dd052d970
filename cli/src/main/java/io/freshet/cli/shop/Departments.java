package io.freshet.cli.shop;

import java.util.List;

/** What the shop's products are called: twelve categories of ten kinds in five styles. */
final class Departments {
    static final int KINDS = 10;
    static final int STYLES = 5;

    /** One category; kinds are bought in their order, each after the one before it. */
    record Department(String category, List<String> styles, List<String> kinds) {}

    private Departments() {}

    static List<Department> all() {
        return List.of(
                department(
                        "Garden",
                        "Willow,Terracotta,Slate,Copper,Rustic",
                        "Plant Pot,Potting Soil Scoop,Watering Can,Seed Tray,Trowel,Garden Gloves,Bird Feeder,Wind Chime,Hose Reel,Herb Planter"),
                department(
                        "Kitchen",
                        "Enamel,Cast Iron,Bamboo,Marble,Vintage",
                        "Saucepan,Wooden Spoon,Chopping Board,Bread Bin,Mixing Bowl,Whisk,Cake Stand,Measuring Jug,Spice Rack,Oven Glove"),
                department(
                        "Stationery",
                        "Dotted,Marbled,Linen,Botanical,Kraft",
                        "Notebook,Fountain Pen,Ink Bottle,Writing Pad,Envelope Set,Sealing Wax,Desk Calendar,Pencil Case,Washi Tape,Book Mark"),
                department(
                        "Toys",
                        "Jumbo,Wooden,Rainbow,Pocket,Glow",
                        "Train Set,Building Blocks,Spinning Top,Puzzle,Kite,Yo-Yo,Doll House,Marble Run,Puppet,Skipping Rope"),
                department(
                        "Camping",
                        "Alpine,Ultralight,Canvas,Storm,Trail",
                        "Tent,Sleeping Bag,Roll Mat,Gas Stove,Head Torch,Water Filter,Trekking Poles,Dry Sack,Camp Chair,Hammock"),
                department(
                        "Bath",
                        "Lavender,Sea Salt,Rose,Eucalyptus,Honey",
                        "Soap Bar,Bath Bomb,Body Scrub,Bath Salts,Hand Cream,Sponge,Candle,Face Towel,Bath Robe,Shower Oil"),
                department(
                        "Pets",
                        "Tartan,Fleece,Chewy,Organic,Reflective",
                        "Dog Lead,Dog Collar,Food Bowl,Treat Pouch,Dog Bed,Cat Tree,Scratching Post,Squeaky Bone,Cat Tunnel,Grooming Brush"),
                department(
                        "Audio",
                        "Studio,Retro,Wireless,Compact,Noise-Cancelling",
                        "Headphones,Headphone Stand,Amplifier,Speaker,Speaker Cable,Turntable,Record Brush,Microphone,Audio Interface,Earbuds"),
                department(
                        "Cycling",
                        "Carbon,City,Gravel,Neon,Merino",
                        "Helmet,Bike Light,Bike Lock,Saddle,Handlebar Tape,Bottle Cage,Floor Pump,Inner Tube,Multi-Tool,Pannier"),
                department(
                        "Baby",
                        "Bunny,Cloud,Muslin,Starry,Fox",
                        "Sleepsuit,Swaddle,Rattle,Teether,Bib,High Chair,Bottle Warmer,Changing Mat,Night Light,Play Gym"),
                department(
                        "Lighting",
                        "Brass,Opal,Rattan,Industrial,Pleated",
                        "Table Lamp,Lamp Shade,Light Bulb,Floor Lamp,Wall Sconce,Pendant,Fairy Lights,Dimmer,Desk Lamp,Lantern"),
                department(
                        "Baking",
                        "Gingerbread,Heart,Snowflake,Star,Polka Dot",
                        "Cake Tin,Baking Paper,Cookie Cutter,Piping Bag,Icing Nozzles,Sprinkles,Cupcake Cases,Rolling Pin,Cooling Rack,Cake Topper"));
    }

    private static Department department(String category, String styles, String kinds) {
        return new Department(category, List.of(styles.split(",")), List.of(kinds.split(",")));
    }
}
