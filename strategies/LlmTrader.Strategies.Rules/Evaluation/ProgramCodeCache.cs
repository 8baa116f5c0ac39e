using System.Collections.Concurrent;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Strategies.Rules.Evaluation;

/// <summary>
/// Machine code by the steps of the programs that it was made of. A search compiles thousands of programs that differ in their parameters alone: they
/// share one. Any number of threads may use it. Keeps what it has made, up to <see cref="MaxPrograms"/>; what comes later is compiled for itself.
/// </summary>
public sealed class ProgramCodeCache
{
    /// <summary>Some megabytes of machine code.</summary>
    public const int MaxPrograms = 256;

    private readonly ConcurrentDictionary<ProgramSteps, Lazy<ProgramMethods>> _methods = new();

    /// <summary>Different programs, by their steps.</summary>
    public int Count => _methods.Count;

    internal ProgramMethods MethodsOf(RuleProgram program, ProgramMemory memory)
    {
        var steps = new ProgramSteps(program);
        if (_methods.TryGetValue(steps, out Lazy<ProgramMethods>? made)) { return made.Value; }
        if (_methods.Count >= MaxPrograms) { return ProgramMethods.Compile(program, memory); }
        return _methods.GetOrAdd(steps, _ => new Lazy<ProgramMethods>(() => ProgramMethods.Compile(program, memory))).Value;
    }
}
