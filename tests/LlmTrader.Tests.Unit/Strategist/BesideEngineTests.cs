using LlmTrader.Tools.Hosting.Strategist;

namespace LlmTrader.Tests.Unit.Strategist;

public sealed class BesideEngineTests
{
    [Theory]
    [InlineData(16, 0, 14)]
    [InlineData(4, 0, 2)]
    [InlineData(4, 1, 2)]     // An engine on one core has other threads' work to be done beside it too.
    [InlineData(8, 5, 3)]
    [InlineData(2, 0, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(4, 4, 1)]
    public void Two_cores_or_all_of_the_engines_are_left_alone(int cores, int ofEngine, int expected) =>
        Assert.Equal(expected, BesideEngine.Threads(cores, [.. Enumerable.Range(0, ofEngine)]));
}
