using System.Numerics;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Strategies.Rules.Evaluation;

/// <summary>
/// Where compiled code keeps what its slots do not hold: rings of past values, a power of two long so that a mask finds
/// the place, and two values for each streak (the operand one bar before, and the streak's length).
/// </summary>
internal sealed class ProgramMemory
{
    private readonly RuleProgram _program;
    private readonly int[] _offsets;
    private readonly int _length;

    public ProgramMemory(RuleProgram program)
    {
        _program = program;
        _offsets = new int[program.Nodes.Length];
        for (int i = 0; i < _offsets.Length; i++)
        {
            RuleNode node = program.Nodes[i];
            _offsets[i] = _length;
            _length += IsStreak(node) ? 2 : 0;
            _length += node.HistoryLength > 0 ? RingLength(node) : 0;
        }
    }

    /// <summary>Where a streak has the operand of one bar before.</summary>
    public int PreviousOf(int node) => _offsets[node];

    /// <summary>Where a streak has its length.</summary>
    public int StreakOf(int node) => _offsets[node] + 1;

    /// <summary>Where a node's ring begins.</summary>
    public int RingOf(int node) => _offsets[node] + (IsStreak(_program.Nodes[node]) ? 2 : 0);

    /// <summary>The bits of a bar's number that are its place in a node's ring.</summary>
    public int MaskOf(int node) => RingLength(_program.Nodes[node]) - 1;

    public double[] FirstValues()
    {
        var memory = new double[_length];
        for (int i = 0; i < _offsets.Length; i++)
        {
            RuleNode node = _program.Nodes[i];
            if (IsStreak(node)) { memory[PreviousOf(i)] = double.NaN; }
            if (node.HistoryLength > 0) { memory.AsSpan(RingOf(i), RingLength(node)).Fill(ProgramLayout.Missing(node.Type)); }
        }

        return memory;
    }

    private static bool IsStreak(RuleNode node) => node.Op is RuleOp.Rising or RuleOp.Falling;

    private static int RingLength(RuleNode node) => (int)BitOperations.RoundUpToPowerOf2((uint)node.HistoryLength + 1);
}
