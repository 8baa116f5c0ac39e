using LlmTrader.Strategies.Models.Budgets;
using LlmTrader.Strategies.Models.Endpoints;
using LlmTrader.Strategies.Models.Gateway;
using LlmTrader.Tools.Hosting.Configuration.Engine;

namespace LlmTrader.Tools.Hosting.Models;

/// <summary>The section <c>models:</c> as the gateway takes it.</summary>
public static class ModelMapping
{
    /// <summary>Groups and limits; what is drawn is drawn by the strategist's seed.</summary>
    public static GatewayOptions ToGateway(EngineConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ModelLimitsConfiguration limits = configuration.Models.Limits;
        return new GatewayOptions
        {
            Groups = [.. configuration.Models.Groups.Select(one => one.ToGroup())],
            Outstanding = limits.Outstanding,
            Attempts = limits.Attempts,
            Timeout = limits.Call,
            CacheEntries = limits.Cache,
            CacheFor = limits.CacheFor,
            Seed = configuration.Strategist.Seed,
        };
    }

    /// <summary>One endpoint, with its key read.</summary>
    /// <param name="endpoint">As configured.</param>
    /// <param name="baseDirectory">Against which a relative file of a key stands.</param>
    /// <param name="needsKey">Whether the key is read at all; a replay sends nothing.</param>
    /// <exception cref="Runs.RunException">The key can't be read.</exception>
    public static EndpointOptions ToEndpoint(ModelEndpointConfiguration endpoint, string baseDirectory, bool needsKey)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return new EndpointOptions
        {
            Name = endpoint.Name,
            BaseUrl = new Uri(endpoint.BaseUrl),
            Model = endpoint.Model,
            ServedAs = endpoint.ServedAs,
            ApiKey = needsKey ? endpoint.ApiKey?.Read(baseDirectory) : null,
            Context = endpoint.Context,
            Output = endpoint.Output,
            Price = new ModelPrice(endpoint.Price.Input, endpoint.Price.Output, endpoint.Price.Cached ?? endpoint.Price.Input),
            Concurrency = endpoint.Concurrency,
            RequestsPerMinute = endpoint.RequestsPerMinute,
            TokensPerMinute = endpoint.TokensPerMinute,
            Weight = endpoint.Weight,
            Timeout = endpoint.Timeout,
            Headers = endpoint.Headers,
            TokenLimit = endpoint.TokenLimit,
            Stream = endpoint.Stream,
        };
    }

    /// <summary>One window.</summary>
    public static BudgetOptions ToBudget(ModelBudgetConfiguration budget)
    {
        ArgumentNullException.ThrowIfNull(budget);
        return new BudgetOptions(budget.Window, budget.Money, budget.Tokens, budget.Warn.BasisPoints / 10_000m);
    }
}
