// Holds a standard servo and a potentiometer over a thumb-turn. Millimetres; door leaf is z = 0, x is up the door,
// -y is towards the door's edge. Print: part = "bracket" | "fork" | "pinion"; "all" shows them in place.

part = "all"; // [all, bracket, fork, pinion]

/* [Your thumb-turn] */
turn_width = 5;      // thickness of its blade
turn_length = 24;    // its blade from end to end
turn_height = 22;    // from the door leaf to its top
backset = 55;        // from its axis to the edge of the door

/* [Servo, 40.5 x 20 mm] */
servo_length = 40.5;
servo_width = 20;
servo_axis = 10.2;   // from the near end of the body to the axis
hole_length = 49.5;  // between the rows of holes
hole_width = 10;     // between the holes of a row
hole = 4.4;
servo_drop = 16;     // from under its ears to the face of its horn
horn_holes = 16;     // across, on a round horn
horn_screw = 2.2;

/* [Potentiometer, 6 mm shaft with a flat] */
bush = 7.3;
shaft = 6.2;
shaft_flat = 4.7;

/* [Print] */
wall = 4;
gap = 0.4;

/* [Hidden] */
module_mm = 1;
fork_teeth = 40;     // twice the pinion's: 90 degrees of the thumb-turn are 180 of the potentiometer
pinion_teeth = 20;
gear_thick = 6;
centres = module_mm * (fork_teeth + pinion_teeth) / 2;
gear_z = turn_height + 2;
plate_z = gear_z + gear_thick + servo_drop - wall;
x_low = -32;
x_high = 52;
y_low = -min(22, backset - 6);
y_high = centres + 14;
$fn = 48;

// Straight flanks, a little narrow: turned by hand's force only, and they must never bind.
module gear(teeth, thick) {
  pitch = module_mm * teeth / 2;
  step = 360 / teeth;
  linear_extrude(thick)
    polygon([for (tooth = [0 : teeth - 1], corner = [[-0.36, -1.1], [-0.24, 0], [-0.11, 0.85], [0.11, 0.85], [0.24, 0], [0.36, -1.1]])
      let (angle = (tooth + corner[0]) * step, radius = pitch + corner[1] * module_mm)
      [radius * cos(angle), radius * sin(angle)]]);
}

module bore(diameter, x, y) translate([x, y, -50]) cylinder(d = diameter, h = 200);

module servo_opening() {
  translate([-servo_axis - gap / 2, -servo_width / 2 - gap / 2, -50]) cube([servo_length + gap, servo_width + gap, 200]);
  middle = servo_length / 2 - servo_axis;
  for (x = [middle - hole_length / 2, middle + hole_length / 2], y = [-hole_width / 2, hole_width / 2]) bore(hole, x, y);
}

// A wall, its foot outwards, and two slots for screws into the door leaf (or a plate under the cylinder's rose).
module leg(x, outwards) {
  foot = 16;
  difference() {
    union() {
      translate([x, y_low, 0]) cube([wall, y_high - y_low, plate_z + wall]);
      translate([outwards > 0 ? x : x + wall - foot, y_low, 0]) cube([foot, y_high - y_low, wall]);
    }
    for (y = [y_low + 10, y_high - 10])
      hull() for (shift = [-2, 2]) bore(4.5, outwards > 0 ? x + wall + 6 : x - 6, y + shift);
  }
}

module bracket() {
  difference() {
    translate([x_low, y_low, plate_z]) cube([x_high - x_low, y_high - y_low, wall]);
    servo_opening();
    bore(bush, 0, centres);
  }
  leg(x_low, -1);
  leg(x_high - wall, 1);
}

// Slips over the blade from the room's side; the horn is screwed onto it. The blade's slot is deeper than needed, so that
// a hand can still turn the whole, with the servo resting.
module fork() {
  depth = min(14, turn_height - 4);
  difference() {
    union() {
      translate([0, 0, gear_z]) gear(fork_teeth, gear_thick);
      translate([0, 0, turn_height - depth]) cylinder(d = turn_length + 2 * wall, h = depth + 2.01);
    }
    translate([-turn_length / 2 - gap, -turn_width / 2 - gap / 2, turn_height - depth - 1])
      cube([turn_length + 2 * gap, turn_width + gap, depth + 1 + gap]);
    for (angle = [0, 90, 180, 270]) rotate(angle) bore(horn_screw, horn_holes / 2, 0);
    bore(8, 0, 0);
  }
}

module pinion() {
  difference() {
    gear(pinion_teeth, gear_thick);
    intersection() {
      bore(shaft, 0, 0);
      translate([-shaft / 2, -shaft / 2, -1]) cube([shaft_flat, shaft, gear_thick + 2]);
    }
  }
}

if (part == "bracket") bracket();
if (part == "fork") fork();
if (part == "pinion") pinion();
if (part == "all") {
  color("SteelBlue") bracket();
  color("Orange") fork();
  color("Tomato") translate([0, centres, gear_z]) rotate(360 / pinion_teeth / 2) pinion();
}
