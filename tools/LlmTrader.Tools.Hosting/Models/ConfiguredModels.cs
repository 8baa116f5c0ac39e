using LlmTrader.Strategies.Models.Budgets;
using LlmTrader.Strategies.Models.Calls;
using LlmTrader.Strategies.Models.Endpoints;
using LlmTrader.Strategies.Models.Gateway;
using LlmTrader.Strategies.Models.Guardrails;
using LlmTrader.Strategies.Models.Recording;
using LlmTrader.Tools.Hosting.Configuration.Engine;

namespace LlmTrader.Tools.Hosting.Models;

/// <summary>What a gateway needs besides its configuration.</summary>
public sealed record ModelPorts
{
    /// <summary>What was spent before.</summary>
    public required IBudgetHistory History { get; init; }

    /// <summary>Told of what people should know; must return at once and not throw.</summary>
    public required Action<GatewayNotice> Notify { get; init; }

    /// <summary>Told of a call before it is sent, as <see cref="ModelGateway.Announce"/>; null is nobody. A replay sends nothing and tells of none.</summary>
    public Action<ModelCall, CallBound>? Announce { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>The gateway that a configuration asks for, with all that it stands on.</summary>
public sealed class ConfiguredModels : IDisposable
{
    /// <summary>Said once where no model is configured.</summary>
    public const string None = "No language model is configured (models.endpoints, or OPENAI_MODEL with OPENAI_API_KEY or OPENAI_BASE_URL in the environment): the local generator proposes alone.";

    private readonly HttpClient _client;

    private ConfiguredModels(HttpClient client, ModelGateway gateway, CassetteReader? replayed) => (_client, Gateway, Replayed) = (client, gateway, replayed);

    /// <summary>Asks, and tells how endpoints and budgets stand.</summary>
    public ModelGateway Gateway { get; }

    /// <summary>The record that answers, and what it did not have; null unless <c>models.replay</c> is true.</summary>
    public CassetteReader? Replayed { get; }

    /// <summary>Null where no model is configured; <see cref="None"/> is what to say then.</summary>
    /// <exception cref="Runs.RunException">A key can't be read.</exception>
    public static ConfiguredModels? Open(EngineConfiguration configuration, ModelPorts ports)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return configuration.Models.Endpoints.Count == 0 ? null : Open(configuration, ports, ModelMapping.ToGateway(configuration), [.. configuration.Models.Budgets.Select(ModelMapping.ToBudget)]);
    }

    /// <summary>A gateway with a group of its own for each endpoint, by its name, that tries once: to see whether each is well. It sends in any case, keeps no record and knows no budget.</summary>
    /// <exception cref="Runs.RunException">A key can't be read.</exception>
    public static ConfiguredModels? OpenProbe(EngineConfiguration configuration, ModelPorts ports)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ModelsConfiguration models = configuration.Models;
        GatewayOptions each = ModelMapping.ToGateway(configuration) with
        {
            Groups = [.. models.Endpoints.Select(one => new ModelGroup(one.Name, [one.Name], SelectionStrategy.Weighted, []))],
            Attempts = 1,
            CacheEntries = 0,
            Outstanding = Math.Max(models.Endpoints.Count, 1),
        };
        return models.Endpoints.Count == 0 ? null : Open(configuration with { Models = models with { Record = null, Replay = false } }, ports, each, []);
    }

    public void Dispose() => _client.Dispose();

    private static ConfiguredModels Open(EngineConfiguration configuration, ModelPorts ports, GatewayOptions options, IReadOnlyList<BudgetOptions> budgets)
    {
        ModelsConfiguration models = configuration.Models;
        EndpointOptions[] endpoints = [.. models.Endpoints.Select(one => ModelMapping.ToEndpoint(one, configuration.BaseDirectory, needsKey: !models.Replay))];
        ModelRedaction redact = new SecretRedaction(endpoints.Select(one => one.ApiKey).OfType<string>()).Of;    // Keys, and what looks like one.
        string? record = models.Record is { } directory ? Path.GetFullPath(directory, configuration.BaseDirectory) : null;
        CassetteReader? replayed = models.Replay ? new CassetteReader(record!) : null;
        CassetteWriter? recorded = record is not null && !models.Replay ? new CassetteWriter(record, text => redact(text).Text) : null;
        HttpClient client = OpenAiTransport.CreateHttpClient();
        int maxReply = (int)models.Limits.Reply.Bytes;
        ModelEndpoint[] made = [.. endpoints.Select(one => new ModelEndpoint(one, Transport(one)))];
        ModelGateway gateway = new(made, options, new ModelBudgets(budgets, ports.History, ports.Time), redact, ports.Time, ports.Notify) { Announce = models.Replay ? null : ports.Announce };
        return new ConfiguredModels(client, gateway, replayed);

        IModelTransport Transport(EndpointOptions endpoint)
        {
            if (replayed is not null) { return new ReplayTransport(OpenAiTransport.PathOf(endpoint), replayed); }
            OpenAiTransport wire = new(endpoint, client, maxReply, ports.Time);
            return recorded is null ? wire : new RecordingTransport(wire, recorded);
        }
    }
}
