using LlmTrader.Tools.Hosting.Configuration.Engine;
using LlmTrader.Tools.Hosting.Supervision;

namespace LlmTrader.Tests.Unit.Supervision;

/// <summary>Which processes a configuration needs, and with which arguments.</summary>
public sealed class ServiceSetTests
{
    private const string Least = "feeds: [{kind: simulated}]\naccounts: [{name: main, cash: {USDT: 100000}}]\n";

    [Theory]
    [InlineData("projector: {postgres: {connection: Host=x}}", "/base/strategist")]
    [InlineData("strategist: {directory: ../elsewhere}\nprojector: {postgres: {connection: Host=x}}", "/elsewhere")]
    public void A_projector_into_PostgreSQL_gets_the_strategists_journal_too(string text, string directory)
    {
        ServiceSpec projector = Assert.Single(SetOf(text), spec => spec.Name == "projector");
        Assert.Equal(["projector", "--journal", "/base/journal", "--postgres", "Host=x", "--decisions", directory], projector.Arguments);
    }

    [Fact]
    public void QuestDB_gets_none_of_it() =>
        Assert.Equal(["projector", "--journal", "/base/journal", "--questdb", "http://q:9000"], Assert.Single(SetOf("projector: {questdb: {url: 'http://q:9000'}}"), spec => spec.Name == "projector").Arguments);

    [Fact]
    public void Without_a_database_there_is_no_projector() => Assert.DoesNotContain(SetOf("mode: observe"), spec => spec.Name == "projector");

    private static IReadOnlyList<ServiceSpec> SetOf(string text) =>
        ServiceSet.Of("/base/engine.yaml", EngineConfigurationFile.ReadText("/base/engine.yaml", $"{Least}{text}\n", new Dictionary<string, string>(), "/base").Configuration);
}
