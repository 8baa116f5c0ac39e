namespace LlmTrader.Strategies.Models.Calls;

/// <summary>The one way to a model. Whatever a server does ends as a value.</summary>
public interface IModelGateway
{
    /// <summary>Asks, tries again and falls back as configured. Throws nothing of networks, servers and their replies; cancelled, it answers <see cref="ModelOutcome.Cancelled"/>.</summary>
    Task<ModelAnswer> AskAsync(ModelCall call, CancellationToken cancel);
}
