using LlmTrader.Strategies.Indicators;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Strategies.Rules.Evaluation;

/// <summary>Computes one stream's nodes for one instrument.</summary>
/// <param name="slots">One value for each node.</param>
/// <param name="memory">Histories and streaks, as <see cref="ProgramMemory"/> places them.</param>
/// <param name="indicators">One for each instance of the program.</param>
/// <param name="bars">Bars of the stream so far, this one included.</param>
/// <param name="bar">The bar that has closed.</param>
internal delegate void BarCode(double[] slots, double[] memory, IIndicator[] indicators, int bars, in IndicatorInput bar);

/// <summary>Computes the live nodes.</summary>
internal delegate void LiveCode(double[] slots);

/// <summary>
/// A program in machine code: a method for each stream and one for the live nodes. Made once and shared by the instruments
/// of a universe. Compiling allocates and takes milliseconds, so it belongs off the path.
/// </summary>
public sealed class ProgramCode
{
    private readonly ProgramMemory _memory;

    private ProgramCode(RuleProgram program, IIndicator[] indicators)
    {
        Program = program;
        _memory = new ProgramMemory(program);
        var emitter = new ProgramEmitter(program, _memory, Array.ConvertAll(indicators, indicator => indicator.GetType()));
        int[][] barNodes = ProgramLayout.BarNodes(program);
        OnBar = Array.ConvertAll(barNodes, emitter.EmitBar);
        Decide = emitter.EmitLive(ProgramLayout.LiveNodes(program));
    }

    public RuleProgram Program { get; }

    internal BarCode[] OnBar { get; }

    internal LiveCode Decide { get; }

    public static ProgramCode Compile(RuleProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        IIndicator[] trial = [.. program.Indicators.Select(instance => instance.Create())];
        var code = new ProgramCode(program, trial);
        code.RunOnce(trial);
        return code;
    }

    internal double[] FirstMemory() => _memory.FirstValues();

    // A method is turned into machine code at its first call; that must not be a bar's.
    private void RunOnce(IIndicator[] indicators)
    {
        var trial = new CompiledProgram(this, indicators);
        for (int stream = 0; stream < Program.Streams.Length; stream++) { trial.OnBar(stream, default); }
        trial.Decide();
    }
}
