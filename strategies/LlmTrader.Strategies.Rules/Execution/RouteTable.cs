using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Strategies.Rules.Execution;

/// <summary>A run that reads a bar, as which of its streams, and after how many of them when several close together.</summary>
internal readonly record struct Route(InstrumentRun Run, int Stream, int Turn);

/// <summary>Finds, while a rule set is made, which runs read the bars of an instrument and a specification.</summary>
internal sealed class RouteTable
{
    private readonly InstrumentTable _instruments;
    private readonly BarSpecId[] _specs;            // By stream.
    private readonly InstrumentId[] _named;         // By stream; none is the instrument under evaluation.
    private readonly int[] _turns;                  // By stream.
    private readonly List<Route>[] _others;         // As another series, by specification and instrument.
    private readonly List<Route>[] _own;            // As stream 0.

    /// <summary>Throws <see cref="ArgumentException"/> for a stream that the engine does not have.</summary>
    public RouteTable(RuleProgram program, InstrumentTable instruments, IReadOnlyList<BarSpec> barSpecs)
    {
        _instruments = instruments;
        _specs = [.. program.Streams.Select(stream => FindSpec(stream.Bar, barSpecs))];
        _named = [.. program.Streams.Select(stream => stream.Instrument is null ? InstrumentId.None : Find(stream.Instrument, instruments).Id)];
        _turns = Turns(program);
        _others = [.. Enumerable.Range(0, barSpecs.Count * instruments.Count).Select(_ => new List<Route>())];
        _own = [.. _others.Select(_ => new List<Route>())];
    }

    /// <summary>Finds an instrument by full name or unambiguous symbol; throws <see cref="ArgumentException"/> that names it.</summary>
    public static Instrument Find(string name, InstrumentTable instruments) =>
        instruments.TryFind(name, out Instrument? found) ? found : throw new ArgumentException($"No instrument is called '{name}', or several venues have this symbol.");

    /// <summary>By stream, the instrument that it is of when <paramref name="own"/> is under evaluation.</summary>
    public InstrumentId[] Instruments(InstrumentId own) => Array.ConvertAll(_named, named => named.IsNone ? own : named);

    /// <param name="run">Reads them.</param>
    /// <param name="streams">What <see cref="Instruments"/> says of its instrument.</param>
    public void Add(InstrumentRun run, InstrumentId[] streams)
    {
        for (int stream = 0; stream < streams.Length; stream++)
        {
            int place = (_specs[stream].Value * _instruments.Count) + streams[stream].Value;
            (stream == 0 ? _own : _others)[place].Add(new Route(run, stream, _turns[stream]));
        }
    }

    /// <summary>Other series before own: a decision sees all that closed with its bar.</summary>
    public Route[][] ToArray() => [.. _others.Zip(_own, (others, own) => (Route[])[.. others, .. own])];

    // A stream that samples another comes after it, the run's own comes last. Where two sample each other, or another samples the
    // own, one of them sees the other's bar before.
    private static int[] Turns(RuleProgram program)
    {
        int[] turns = new int[program.Streams.Length];
        bool[] visited = new bool[turns.Length];
        visited[0] = true;
        int next = 0;
        for (int stream = 1; stream < turns.Length; stream++) { Visit(stream); }
        turns[0] = next;
        return turns;

        void Visit(int stream)
        {
            if (stream < 0 || visited[stream]) { return; }
            visited[stream] = true;
            foreach (RuleNode node in program.Nodes.Where(node => node.Stream == stream && node.Op == RuleOp.Sample)) { Visit(program.Nodes[node.A].Stream); }
            turns[stream] = next++;
        }
    }

    private static BarSpecId FindSpec(BarSpec wanted, IReadOnlyList<BarSpec> barSpecs)
    {
        for (int i = 0; i < barSpecs.Count; i++)
        {
            if (barSpecs[i] == wanted) { return new BarSpecId(checked((ushort)i)); }
        }

        throw new ArgumentException($"The rule set reads bars of {wanted}, but the engine builds {(barSpecs.Count == 0 ? "none" : string.Join(", ", barSpecs))}.");
    }
}
