using LlmTrader.Strategies.Models.Budgets;
using LlmTrader.Strategies.Models.Calls;
using LlmTrader.Strategies.Models.Endpoints;
using LlmTrader.Strategies.Models.Gateway;
using LlmTrader.Strategies.Models.Guardrails;

namespace LlmTrader.Tests.Support.Models;

/// <summary>A gateway over given transports, with what tests leave at its usual value.</summary>
internal static class GatewayScene
{
    /// <summary>Secrets in tests look like this, and are taken out.</summary>
    public const string Secret = "sk-test-secret";

    public static EndpointOptions Endpoint(string name) => new() { Name = name, BaseUrl = new Uri("http://127.0.0.1:1/v1"), Model = "m", RequestsPerMinute = 0, Concurrency = 1_000 };

    public static ModelGroup Group(string name, SelectionStrategy strategy, params string[] endpoints) => new(name, endpoints, strategy, []);

    public static ModelCall Call(string text = "hello", string group = "g", int id = 1) => new()
    {
        Id = $"d000001/trial/{id}",
        Decision = null,
        Role = ModelRole.Trial,
        Group = group,
        PromptId = "test",
        PromptHash = new string('0', 64),
        Messages = [new ModelMessage(ModelSpeaker.System, "You are terse."), new ModelMessage(ModelSpeaker.User, text)],
        MaxOutputTokens = 100,
    };

    public static ModelGateway Gateway(GatewayOptions options, TimeProvider time, IReadOnlyList<BudgetOptions>? budgets = null, Action<GatewayNotice>? notify = null, params ModelEndpoint[] endpoints) =>
        new(endpoints, options, new ModelBudgets(budgets ?? [], new PastUse(), time), Redact, time, notify ?? (_ => { }));

    public static Redaction Redact(string text) => new(text.Replace(Secret, "[redacted]", StringComparison.Ordinal), (text.Length - text.Replace(Secret, "", StringComparison.Ordinal).Length) / Secret.Length);

    /// <summary>What was spent before.</summary>
    public sealed class PastUse(params BudgetUse[] uses) : IBudgetHistory
    {
        public IEnumerable<BudgetUse> Since(DateTimeOffset start) => uses.Where(use => use.Time >= start);
    }
}
