"""Small words and opposites that the evidence minds; export copies this file too."""

from typing import Final

STOP_WORDS: Final = """
a an the and or but if of to in on at by for with from as is are was were be been being am it its
this that these those they them their there he she his her you your we our i my me so then than do
does did have has had will would can could should may might must because when what which who whose
how why into onto up out down about also just very more most some any all each both either such
much many one's same own get gets got let lets make makes made
"""

NEGATORS: Final = "not no never without neither nor none cannot"
AUXILIARIES: Final = "do does did is are was were has have had ca wo could would should"
NUMBER_WORDS: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen twenty"
)
TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety"

HAN_PARTS: Final = (
    "(?P<whole>不同|不断|不仅|不但|不管|不过|不只|不久|无论|无数|非常|除非|未来|目的|了解)"
    "|(?P<not>没有|并非|不|没|无|非|未|别)"
    "|(?P<stop>因为|所以|但是|而且|可以|能够|如果|那么|这个|那个|以及|它们|他们|我们|由于|并且"
    "|或者|还是|一个|一种|这样|因此|就是|[的了是在与就都也而着们吗呢啊把被])"
    "|(?P<said>.)"
)

OPPOSITE_PAIRS: Final = """
increase/decrease increase/reduce higher/lower faster/slower fast/slow quickly/slowly hot/cold
warm/cool hotter/colder warmer/cooler open/closed bigger/smaller larger/smaller big/small
large/small greater/less heavier/lighter heavy/light gain/lose push/pull positive/negative
before/after above/below expand/contract rise/fall attract/repel same/different
connected/disconnected complete/incomplete stronger/weaker strong/weak hard/soft harder/softer
inside/outside left/right closer/further nearer/farther absorb/release absorb/reflect
melt/freeze evaporate/condense float/sink true/false series/parallel maximum/minimum longer/shorter
long/short thicker/thinner early/late first/last acid/alkali conductor/insulator
增大/减小 增加/减少 上升/下降 变大/变小 变快/变慢 升高/降低 吸收/放出 吸热/放热 膨胀/收缩
相同/不同 串联/并联 大于/小于 熔化/凝固 导体/绝缘 增强/减弱 变长/变短 加快/减慢
"""

LOOSE_PAIRS: Final = """
more/less more/fewer most/least many/few much/little up/down on/off in/out with/without all/none
both/neither always/never everything/nothing can/cannot over/under high/low raise/lower start/stop
begin/end solid/liquid wet/dry rough/smooth wide/narrow deep/shallow deeper/shallower near/far
full/empty day/night light/dark lighter/darker bright/dim brighter/dimmer clean/dirty living/dead
alive/dead young/old younger/older earlier/later good/bad better/worse easy/hard easier/harder
grow/shrink input/output equal/unequal loud/quiet louder/quieter louder/softer forward/backward
toward/away dissolve/settle dissolved/undissolved visible/invisible damaged/undamaged
broken/working separated/connected alike/different heat/cold warmer/colder hotter/cooler tall/short
taller/shorter male/female right/wrong north/south quicker/slower close/open dense/light
"""
"""Opposites in most answers but not in all, so that they count for a verdict and are not shown."""

TURNING_PAIRS: Final = """
to/from into/from all/some all/no all/few every/no every/some each/some everyone/nobody
everyone/someone most/few itself/another always/sometimes
usually/rarely often/rarely often/never increase/fall increase/drop increase/shrink
rise/decrease rise/drop rise/sink grow/decrease
expand/shrink more/same slower/quicker heats/cools heat/cool heating/cooling contract/relax
inhale/exhale import/export buy/sell win/lose won/lost harm/help benefit/harm allow/prevent
allow/forbid accept/refuse accept/reject agree/disagree support/oppose unite/divide arrive/leave
enter/leave enter/exit encrypt/decrypt encode/decode push/pop read/write add/subtract
multiply/divide multiply/add divide/add divide/subtract gain/lost sum/difference
outermost/innermost outer/inner upper/lower top/bottom
highest/lowest largest/smallest biggest/smallest longest/shortest heaviest/lightest
strongest/weakest fastest/slowest hottest/coldest nearest/farthest closest/furthest
older/newer oldest/newest oldest/youngest best/worst harsh/mild harsh/lenient rich/poor
ancient/modern internal/external
public/private local/global major/minor majority/minority active/passive domestic/foreign
urban/rural natural/artificial simple/complex odd/even horizontal/vertical
parallel/perpendicular convex/concave rational/irrational clockwise/anticlockwise
numerator/denominator predator/prey producer/consumer dominant/recessive aerobic/anaerobic
renewable/non-renewable renewable/nonrenewable exothermic/endothermic oxidised/reduced
mutable/immutable literal/figurative formal/informal singular/plural optimistic/pessimistic
happy/sad hope/despair war/peace victory/defeat ally/enemy friend/enemy innocent/guilty
birth/death supply/demand cause/effect sender/receiver client/server likely/unlikely
possible/impossible legal/illegal necessary/unnecessary important/unimportant known/unknown
rational/emotional remove/add product/reactant smaller/greater change/keep in/outside take/give
"""
"""More of them, that turn a sentence round of which all else is kept."""

KINDS: Final = """
red orange yellow green blue purple violet black white brown grey gray pink
north south east west
northern southern eastern western
spring summer autumn winter
january february march april may june july august september october november december
monday tuesday wednesday thursday friday saturday sunday
morning noon afternoon evening night midnight day
past present future
solid liquid gas plasma
oxygen hydrogen nitrogen helium chlorine
first second third fourth fifth last
mercury venus earth mars jupiter saturn uranus neptune
heart lung liver kidney stomach brain
noun verb adjective adverb pronoun preposition
metaphor simile personification hyperbole alliteration onomatopoeia
square rectangle triangle circle pentagon hexagon
kinetic potential thermal chemical electrical
mammal bird fish reptile amphibian insect
igneous sedimentary metamorphic
integer float string boolean
list tuple dictionary
proton neutron electron
artery vein capillary
mitosis meiosis
xylem phloem
root stem leaf flower
british french german russian american chinese japanese spanish italian
britain france germany russia america china japan spain italy
"""
"""A line holds words of one kind: what is so of one is not so of another."""

UNITS: Final = """
kg g mg t km m cm mm nm L l mL ml h hr min s ms N J kJ W kW V mV A mA Hz kHz Pa kPa K C F mol cal
kcal
"""
"""Units that stand right behind their numbers."""

LONG_UNITS: Final = """
m metre metres meter meters
cm centimetre centimetres centimeter centimeters
mm millimetre millimetres millimeter millimeters
km kilometre kilometres kilometer kilometers
kg kilogram kilograms kilo kilos
g gram grams
mg milligram milligrams
t tonne tonnes ton tons
s sec secs second seconds
min mins minute minutes
h hr hrs hour hours
day days
week weeks
month months
year years
L l litre litres liter liters
mL ml millilitre millilitres milliliter milliliters
N newton newtons
J joule joules
kJ kilojoule kilojoules
W watt watts
kW kilowatt kilowatts
V volt volts
mV millivolt millivolts
A amp amps ampere amperes
mA milliamp milliamps
Hz hertz
kHz kilohertz
Pa pascal pascals
kPa kilopascal kilopascals
mol mole moles
cal calorie calories
kcal kilocalorie kilocalories
K kelvin
\u00b0C C celsius
\u00b0F F fahrenheit
% percent
"""
"""One unit a line, by all its names."""

UNIT_SCALES: Final = """
m=1 cm=0.01 mm=0.001 km=1000
g=1 mg=0.001 kg=1000 t=1000000
s=1 ms=0.001 min=60 h=3600 day=86400 week=604800
month=1 year=12
L=1 mL=0.001
J=1 kJ=1000
cal=1 kcal=1000
W=1 kW=1000
V=1 mV=0.001
A=1 mA=0.001
Hz=1 kHz=1000
Pa=1 kPa=1000
"""
"""Units that measure the same on a line, each with how many of its first it is."""
