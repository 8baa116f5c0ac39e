using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Strategies.Rules.Evaluation;

/// <summary>
/// A program in machine code. Made once and shared by the instruments of a universe. Compiling allocates and takes milliseconds, so it
/// belongs off the path.
/// </summary>
public sealed class ProgramCode
{
    private readonly ProgramMemory _memory;

    private ProgramCode(RuleProgram program, ProgramMemory memory, ProgramMethods methods) => (Program, _memory, Methods) = (program, memory, methods);

    public RuleProgram Program { get; }

    internal ProgramMethods Methods { get; }

    /// <param name="program">What to compile.</param>
    /// <param name="cache">Has the code of programs that take the same steps, and gets this one's; null compiles anew.</param>
    public static ProgramCode Compile(RuleProgram program, ProgramCodeCache? cache = null)
    {
        ArgumentNullException.ThrowIfNull(program);
        var memory = new ProgramMemory(program);
        return new ProgramCode(program, memory, cache is null ? ProgramMethods.Compile(program, memory) : cache.MethodsOf(program, memory));
    }

    internal double[] FirstMemory() => _memory.FirstValues();
}
