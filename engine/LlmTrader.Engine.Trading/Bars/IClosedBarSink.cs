using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>Takes the bars that an event closes, in order.</summary>
public interface IClosedBarSink
{
    void Append(in ClosedBar closed);
}
