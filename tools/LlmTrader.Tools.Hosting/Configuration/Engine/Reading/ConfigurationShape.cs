using System.Collections.Concurrent;
using System.ComponentModel;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>One key that a section knows, read off its property.</summary>
internal sealed class ConfigurationKey
{
    internal ConfigurationKey(PropertyInfo property)
    {
        Property = property;
        Name = KeyName.Of(property.Name);
        IsRequired = property.IsDefined(typeof(RequiredMemberAttribute));
        IsPinned = property.IsDefined(typeof(PinnedAttribute));
        IsName = property.IsDefined(typeof(NameAttribute));
        IsMasked = property.IsDefined(typeof(MaskedAttribute)) || property.PropertyType == typeof(SecretReference);
        CanBeOff = property.IsDefined(typeof(CanBeOffAttribute));
        Within = property.GetCustomAttribute<WithinAttribute>();
        Description = property.GetCustomAttribute<DescriptionAttribute>()?.Description;
    }

    public PropertyInfo Property { get; }

    /// <summary>As files write it.</summary>
    public string Name { get; }

    public bool IsRequired { get; }

    public bool IsPinned { get; }

    public bool IsName { get; }

    /// <summary>Never printed.</summary>
    public bool IsMasked { get; }

    public bool CanBeOff { get; }

    public WithinAttribute? Within { get; }

    public string? Description { get; }
}

/// <summary>The keys of a section, read off its record.</summary>
internal sealed class ConfigurationShape
{
    private static readonly ConcurrentDictionary<Type, ConfigurationShape> Shapes = new();

    private ConfigurationShape(Type type)
    {
        Type = type;
        Kinds = [.. type.GetCustomAttributes<JsonDerivedTypeAttribute>(inherit: false).Select(derived => ((string)derived.TypeDiscriminator!, derived.DerivedType))];
        Keys = [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.SetMethod is not null && property.GetCustomAttribute<JsonIgnoreAttribute>()?.Condition is not JsonIgnoreCondition.Always)
            .OrderBy(property => property.DeclaringType == type)    // What all kinds have comes first.
            .Select(property => new ConfigurationKey(property))];
    }

    /// <summary>What tells the kinds of a section apart.</summary>
    public const string KindKey = "kind";

    public Type Type { get; }

    public IReadOnlyList<ConfigurationKey> Keys { get; }

    /// <summary>Of an abstract section: the words of its kinds.</summary>
    public IReadOnlyList<(string Word, Type Type)> Kinds { get; }

    public static ConfigurationShape Of(Type type) => Shapes.GetOrAdd(type, known => new ConfigurationShape(known));

    public ConfigurationKey? Find(string written) => Keys.FirstOrDefault(key => KeyName.AreSame(key.Name, written));

    /// <summary>The type of a list's items; null for what is no list.</summary>
    public static Type? ItemOf(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GenericTypeArguments[0] : null;

    /// <summary>The type of the values of a map by name; null for what is none.</summary>
    public static Type? ValueOf(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) ? type.GenericTypeArguments[1] : null;
}
