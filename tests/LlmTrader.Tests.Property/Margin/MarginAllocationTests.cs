using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Property.Margin;

/// <summary>Contract 7 for margin: liquidations, funding, flows and fee tiers allocate nothing.</summary>
public class MarginAllocationTests
{
    [Fact]
    public void Thousands_of_liquidations_allocate_nothing()
    {
        InlineEngine engine = new(MarginWorld.Options(3), new QuietRuleSet());
        MarginWorld world = new(3);
        EngineEvent next = default;
        Push(20_000);
        long sent = engine.Stages.Risk.Liquidator.Sent;
        Assert.Equal(0, AllocatedBytes.Least(() => Push(200_000)));
        Assert.True(engine.Stages.Risk.Liquidator.Sent - sent > 1000, $"{engine.Stages.Risk.Liquidator.Sent - sent} liquidations");

        void Push(int events)
        {
            for (int i = 0; i < events; i++)
            {
                world.Next(ref next);
                engine.Process(ref next);
            }
        }
    }
}
