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

/// <summary>Machine code of all programs that take the same steps (<see cref="ProgramSteps"/>): a method for each stream and one for the live nodes.</summary>
internal sealed class ProgramMethods
{
    private ProgramMethods(RuleProgram program, ProgramMemory memory, IIndicator[] indicators)
    {
        var emitter = new ProgramEmitter(program, memory, Array.ConvertAll(indicators, indicator => indicator.GetType()));
        OnBar = Array.ConvertAll(ProgramLayout.BarNodes(program), emitter.EmitBar);
        Decide = emitter.EmitLive(ProgramLayout.LiveNodes(program));
    }

    public BarCode[] OnBar { get; }

    public LiveCode Decide { get; }

    public static ProgramMethods Compile(RuleProgram program, ProgramMemory memory)
    {
        IIndicator[] trial = [.. program.Indicators.Select(instance => instance.Create())];
        var methods = new ProgramMethods(program, memory, trial);
        methods.RunOnce(program, memory, trial);
        return methods;
    }

    // A method is turned into machine code at its first call; that must not be a bar's.
    private void RunOnce(RuleProgram program, ProgramMemory memory, IIndicator[] indicators)
    {
        double[] slots = ProgramLayout.FirstValues(program);
        double[] values = memory.FirstValues();
        foreach (BarCode stream in OnBar) { stream(slots, values, indicators, 1, default); }
        Decide(slots);
    }
}
