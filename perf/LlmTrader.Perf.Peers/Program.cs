using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using LlmTrader.Perf.Latency.Reports;
using LlmTrader.Perf.Peers;
using LlmTrader.Perf.Peers.Compatibility;

const string Help = """
    Other people's libraries, measured and compared with ours.

    LlmTrader.Perf.Peers [--wait yielding|spinning] MEASUREMENT [--cores A,B,…] [--events N]
        one figure as one line of JSON, for `llmtrader bench ring --peer COMMAND`; it warms itself up
    LlmTrader.Perf.Peers compatibility [--journal DIR]…
        MessagePack and K4os read the journal DIR (without one, a journal of a simulated market) as we do, HdrHistogram reads our
        .hlog to the same percentiles, QuestDB's client sends the bytes that we send
    LlmTrader.Perf.Peers cat DIR [--stream in|out]
        a journal read by MessagePack and K4os alone, in the lines of `llmtrader journal cat --json`

    Exit codes: 0 done; 1 a difference; 2 unknown measurement or option; 3 a fault.
    """;

const long DefaultEvents = 5_000_000;
const int WarmUpPasses = 3;
TimeSpan warmUpTime = TimeSpan.FromMilliseconds(600);   // The runtime compiles its last tier a while after a method's thirtieth call.

try
{
    return args switch
    {
        [] or ["--help" or "-h"] => Say(Help + "\nMeasurements: " + string.Join(", ", PeerMeasurements.All.Keys)),
        ["compatibility", ..] => Compatibility(PeerArguments.Parse(args, "--journal").All("--journal")),
        ["cat", string journal, ..] => Cat(journal, PeerArguments.Parse(args[1..], "--stream").Choice("--stream", "in", "out") ? "out" : "in"),
        ["--wait", string wait, string measurement, .. string[] rest] => Measure([measurement, .. rest, "--wait", wait]),
        _ => Measure(args),
    };
}
catch (PeerUsageException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 2;
}
catch (Exception exception) when (exception is IOException or InvalidDataException or InvalidOperationException or LlmTrader.Persistence.Journal.JournalFormatException)
{
    Console.Error.WriteLine(exception.Message);
    return 3;
}

static int Say(string text)
{
    Console.WriteLine(text);
    return 0;
}

static int Cat(string journal, string stream)
{
    using StreamWriter output = new(Console.OpenStandardOutput());
    foreach (string line in JournalRecords.Lines(journal, stream)) { output.Write(line + "\n"); }
    return 0;
}

static int Compatibility(IReadOnlyList<string> journals)
{
    const int Events = 200_000;
    const int Rows = 20_000;
    using SampleJournal? sample = journals.Count == 0 ? new SampleJournal(Events) : null;
    IReadOnlyList<string> read = sample is null ? journals : [sample.Journal];
    bool holds = true;
    foreach (Proof proof in read.SelectMany(JournalProof.Of).Concat(HistogramProof.All()).Append(IlpProof.Of(Rows)))
    {
        holds &= proof.Holds;
        Console.WriteLine($"{(proof.Holds ? "same" : "DIFFERENT")}  {proof.Name}: {proof.Compared} compared{(proof.Remark is null ? "" : $" ({proof.Remark})")}{(proof.Difference is null ? "" : $"; {proof.Difference}")}");
    }

    return holds ? 0 : 1;
}

int Measure(string[] arguments)
{
    if (!PeerMeasurements.All.TryGetValue(arguments[0], out PeerMeasurement? measurement)) { throw new PeerUsageException($"'{arguments[0]}' is no measurement here."); }
    PeerArguments options = PeerArguments.Parse(arguments, "--cores", "--events", "--wait");
    PeerRun run = new(options.Numbers("--cores"), options.Count("--events", DefaultEvents), options.Choice("--wait", "yielding", "spinning"));
    long start = Stopwatch.GetTimestamp();
    for (int pass = 0; pass < WarmUpPasses || Stopwatch.GetElapsedTime(start) < warmUpTime; pass++) { measurement.Measure(run); }
    double value = measurement.Measure(run);
    string version = measurement.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";
    return Say(JsonSerializer.Serialize(new
    {
        peer = measurement.Peer,
        version,
        measurement = arguments[0],
        unit = measurement.Unit,
        better = measurement.Better == Better.Higher ? "higher" : "lower",
        value,
    }));
}
