using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>An order that rules are asked about, and what the gate knows of it so far.</summary>
internal readonly ref struct OrderQuestion
{
    public readonly ref readonly OrderCommand Command;
    public readonly ref readonly OrderFacts Facts;
    public readonly ref readonly InstrumentRisk Limits;

    /// <summary>False for an order that has to go in any case: what the rules say is recorded and stops nothing.</summary>
    public readonly bool Binds;

    public OrderQuestion(in OrderCommand command, in OrderFacts facts, in InstrumentRisk limits, bool binds)
    {
        Command = ref command;
        Facts = ref facts;
        Limits = ref limits;
        Binds = binds;
    }
}
