package io.freshet.learner.objective;

import io.freshet.config.Section;
import io.freshet.learner.view.Views;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The objectives that a pipeline file can name. To add one: write its file, add its line here. */
public final class Objectives {
    private static final Map<String, Reader> OBJECTIVES = new LinkedHashMap<>();

    /** What a pipeline learns that names no objective. */
    private static final Set<String> BY_DEFAULT = Set.of(NextEvent.NAME, MoCo.NAME, MaskedEvents.NAME);

    static {
        OBJECTIVES.put(NextEvent.NAME, (section, views) -> NextEvent.Config.read(section));
        OBJECTIVES.put(InfoNceLogQ.NAME, (section, views) -> InfoNceLogQ.Config.read(section));
        OBJECTIVES.put(SampledSoftmax.NAME, (section, views) -> SampledSoftmax.Config.read(section));
        OBJECTIVES.put(FullSoftmax.NAME, (section, views) -> FullSoftmax.Config.read(section));
        OBJECTIVES.put(SasRecBce.NAME, (section, views) -> SasRecBce.Config.read(section));
        OBJECTIVES.put(MoCo.NAME, MoCo.Config::read);
        OBJECTIVES.put(MoCoV3.NAME, MoCoV3.Config::read);
        OBJECTIVES.put(SimClr.NAME, SimClr.Config::read);
        OBJECTIVES.put(SimSiam.NAME, SimSiam.Config::read);
        OBJECTIVES.put(Byol.NAME, Byol.Config::read);
        OBJECTIVES.put(BarlowTwins.NAME, BarlowTwins.Config::read);
        OBJECTIVES.put(VicReg.NAME, VicReg.Config::read);
        OBJECTIVES.put(WMse.NAME, WMse.Config::read);
        OBJECTIVES.put(SwAV.NAME, SwAV.Config::read);
        OBJECTIVES.put(Dino.NAME, Dino.Config::read);
        OBJECTIVES.put(SimDino.NAME, SimDino.Config::read);
        OBJECTIVES.put(LeJepa.NAME, LeJepa.Config::read);
        OBJECTIVES.put(Triplet.NAME, Triplet.Config::read);
        OBJECTIVES.put(DuoRec.NAME, DuoRec.Config::read);
        OBJECTIVES.put(MaskedEvents.NAME, (section, views) -> MaskedEvents.Config.read(section));
    }

    private Objectives() {}

    /** Reads an objective's settings; the views are the pipeline's, for those that need pairs. */
    @FunctionalInterface
    public interface Reader {
        ObjectiveConfig read(Section section, Views views);
    }

    /**
     * The objectives of a pipeline file by name: those that count without being named, and those named. A name that is
     * not in the register says with {@code type} what it is, so that there may be two of a kind.
     */
    public static Map<String, ObjectiveConfig> read(Section section, Views views) {
        Map<String, ObjectiveConfig> read = new LinkedHashMap<>();
        OBJECTIVES.forEach((name, reader) -> {
            if (section.has(name) || BY_DEFAULT.contains(name)) {
                read.put(name, read(section.section(name), reader, views));
            }
        });
        for (String name : section.keys()) {
            if (!OBJECTIVES.containsKey(name)) {
                Section settings = section.section(name);
                Reader reader = settings.oneOf("type", OBJECTIVES, name);
                if (reader != null) {
                    read.put(named(section, name), read(settings, reader, views));
                }
            }
        }
        return read;
    }

    private static ObjectiveConfig read(Section settings, Reader reader, Views views) {
        ObjectiveConfig config = Matryoshka.read(settings, reader.read(settings, views));
        if (config.weight() == 0 && !settings.keys().isEmpty() && !settings.has("weight")) {
            settings.fault(
                    "weight", "be given", "nothing", "this objective is off by default; 0.1 to 1 suits most streams");
        }
        return config;
    }

    // parameters, inputs and states are called by it
    private static String named(Section section, String name) {
        if (!name.matches("[a-z][a-z0-9-]*")) {
            section.fault(name, "be lower-case letters, digits and '-'", name, "");
        }
        return name;
    }

    /** Objective name to the reader of its settings. */
    public static Map<String, Reader> all() {
        return Collections.unmodifiableMap(OBJECTIVES);
    }
}
